using System.Text;

namespace Capsule.Runtime.Embedding;

/// <summary>Keeps what a run prints, up to a bound.</summary>
/// <param name="most">How many characters are kept. Threat: code that prints without end fills the host's memory.</param>
internal sealed class OutputTranscript(int most)
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    /// <summary>Standard output.</summary>
    public string Output => output.ToString();

    /// <summary>Standard error.</summary>
    public string Errors => errors.ToString();

    /// <summary>Whether more was printed than is kept.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Takes an event of the run.</summary>
    public void Add(TaskEvent happened)
    {
        if (happened is not TaskEvent.Output { Channel: var channel, Text: var text })
        {
            return;
        }

        var room = most - output.Length - errors.Length;
        WasCut |= text.Length > room;
        (channel == OutputChannel.Output ? output : errors).Append(text.AsSpan(0, Math.Min(text.Length, room)));
    }
}
