using System.Text;
using System.Text.Encodings.Web;

namespace Capsule.Json;

/// <summary>
/// Escapes what JSON requires, and control characters: they would act on a terminal. For texts that models and people read, and
/// that are bounded: .NET's own encoders also escape whatever is beyond the basic plane, so that a smiley takes twelve characters.
/// </summary>
/// <remarks>Not for JSON that is embedded in HTML.</remarks>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    internal static readonly PlainJsonEncoder Instance = new();

    private PlainJsonEncoder()
    {
    }

    /// <summary>That of <c>\u0001</c>.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    /// <summary>How many characters a character has in JSON.</summary>
    internal static int LengthOf(char character) => character switch
    {
        '"' or '\\' or '\b' or '\t' or '\n' or '\f' or '\r' => 2,
        _ => char.IsControl(character) ? 6 : 1,
    };

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && LengthOf((char)unicodeScalar) > 1;

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var left = new ReadOnlySpan<char>(text, textLength);
        while (Rune.DecodeFromUtf16(left, out var rune, out var length) == System.Buffers.OperationStatus.Done && !WillEncode(rune.Value))
        {
            left = left[length..];
        }

        return left.IsEmpty ? -1 : textLength - left.Length;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
