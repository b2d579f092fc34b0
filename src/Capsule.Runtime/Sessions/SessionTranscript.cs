using System.Text;

namespace Capsule.Runtime.Sessions;

/// <summary>What one call prints and displays.</summary>
/// <param name="limit">How many characters are kept.</param>
/// <param name="listener">Receives everything at once.</param>
internal sealed class SessionTranscript(int limit, Action<SessionOutput>? listener)
{
    /// <summary>Threat: a million displays of nothing.</summary>
    private const int PartLimit = 10_000;

    private readonly List<SessionOutput> parts = [];
    private readonly StringBuilder text = new();
    private readonly Decoder[] decoders = [Encoding.UTF8.GetDecoder(), Encoding.UTF8.GetDecoder()];
    private OutputChannel channel;
    private int left = limit;

    /// <summary>Bytes that were printed.</summary>
    internal long Printed { get; private set; }

    /// <summary>Whether more was shown than is kept.</summary>
    internal bool WasCut { get; private set; }

    /// <summary>The reply's advice about a cell that shows nothing; null for one that shows something, or was stopped.</summary>
    internal string? HintOf(SessionReply? reply, Failure? stopped) => stopped is null && Parts.Count == 0 && !WasCut ? reply?.Hint : null;

    internal IReadOnlyList<SessionOutput> Parts
    {
        get
        {
            EndText();
            return parts;
        }
    }

    internal void Print(OutputChannel to, ReadOnlySpan<byte> bytes)
    {
        Printed += bytes.Length;
        var decoder = decoders[(int)to];
        var characters = new char[decoder.GetCharCount(bytes, flush: false)];
        decoder.GetChars(bytes, characters, flush: false);
        if (characters.Length == 0)
        {
            return;
        }

        if (to != channel)
        {
            EndText();
            channel = to;
        }

        Keep(characters);
        listener?.Invoke(new SessionOutput.Text(to, new string(characters)));
    }

    internal void Display(MimeBundle data, int size)
    {
        EndText();
        var shown = new SessionOutput.Display(data);
        if (size <= left && parts.Count < PartLimit)
        {
            left -= size;
            parts.Add(shown);
        }
        else
        {
            WasCut = true;
        }

        listener?.Invoke(shown);
    }

    private void Keep(char[] characters)
    {
        var kept = Math.Min(left, characters.Length);
        text.Append(characters, 0, kept);
        left -= kept;
        WasCut |= kept < characters.Length;
    }

    private void EndText()
    {
        if (text.Length > 0 && parts.Count < PartLimit)
        {
            parts.Add(new SessionOutput.Text(channel, text.ToString()));
        }
        else
        {
            WasCut |= text.Length > 0;
        }

        text.Clear();
    }
}
