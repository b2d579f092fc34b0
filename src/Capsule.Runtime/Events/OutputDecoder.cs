using System.Text;

namespace Capsule.Runtime.Events;

/// <summary>Makes texts of what tasks print. Not thread-safe.</summary>
internal sealed class OutputDecoder
{
    private readonly Dictionary<(TaskReference Task, OutputChannel Channel), Decoder> decoders = [];

    /// <summary>Bytes that no UTF-8 text has become U+FFFD; a letter may come in two pieces.</summary>
    internal ReadOnlySpan<char> Decode(TaskReference task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        if (!decoders.TryGetValue((task, channel), out var decoder))
        {
            decoders.Add((task, channel), decoder = Encoding.UTF8.GetDecoder());
        }

        var text = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        return text.AsSpan(0, decoder.GetChars(bytes, text, flush: false));
    }

    /// <summary>A task prints no more.</summary>
    internal void End(TaskReference task)
    {
        decoders.Remove((task, OutputChannel.Output));
        decoders.Remove((task, OutputChannel.Error));
    }
}
