using System.Text;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>Decodes bytes for the guest's <c>TextDecoder</c>.</summary>
internal static class TextDecoding
{
    /// <summary>Threat: one call that decodes hundreds of megabytes runs past its deadline.</summary>
    private const int Limit = 64 << 20;

    /// <summary>Bytes that are decoded, or encoded, for a tick, with the copies that it takes.</summary>
    internal const int BytesPerTick = 2;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A new string.</summary>
    /// <param name="call">Who asks, and pays, also where the bytes turn out to be invalid.</param>
    /// <param name="heap">Where it is made.</param>
    /// <param name="encoding"><c>utf-8</c>, <c>utf-16le</c>, <c>utf-16be</c> or <c>latin1</c>; with an exclamation mark, invalid bytes are an error.</param>
    /// <param name="bytes">The bytes, in the guest's memory.</param>
    internal static int Decode(HostCall call, Heap heap, string encoding, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limit)
        {
            heap.Throw($"{bytes.Length} bytes are too many to decode at once; decode them in parts");
            return 0;
        }

        if (!call.Charge(bytes.Length / BytesPerTick))
        {
            return 0;
        }

        // A copy: making the string moves the guest's memory on.
        var copy = bytes.ToArray();
        if (encoding.TrimEnd('!') is not "utf-8")
        {
            return heap.NewString(encoding.TrimEnd('!') switch
            {
                "utf-16le" => Encoding.Unicode.GetString(copy),
                "utf-16be" => Encoding.BigEndianUnicode.GetString(copy),
                _ => Encoding.Latin1.GetString(copy),
            });
        }

        try
        {
            return heap.NewString((encoding.EndsWith('!') ? Strict : Encoding.UTF8).GetString(copy));
        }
        catch (DecoderFallbackException)
        {
            heap.Throw("the bytes are not valid UTF-8");
            return 0;
        }
    }
}
