using System.Text;
using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>Turns what tasks printed back into text. A letter may be in two pieces, each of which is a record.</summary>
internal sealed class LogDecoders
{
    private readonly Dictionary<(TaskPath, LogChannel), Decoder> decoders = [];

    /// <summary>The text of a piece.</summary>
    internal string Decode(LogRecord log)
    {
        if (!decoders.TryGetValue((log.Task, log.Channel), out var decoder))
        {
            decoders.Add((log.Task, log.Channel), decoder = Encoding.UTF8.GetDecoder());
        }

        var letters = new char[Encoding.UTF8.GetMaxCharCount(log.Bytes.Length)];
        return new string(letters, 0, decoder.GetChars(log.Bytes.Span, letters, flush: false));
    }
}
