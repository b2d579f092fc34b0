using System.Text;

namespace Capsule.Guests.FileSystem;

/// <summary>
/// Names and paths of a guest: each character of the string is one byte. The mapping is Latin-1, which is one to one,
/// so that names that are no UTF-8 survive.
/// </summary>
internal static class ByteString
{
    internal static string FromBytes(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    internal static byte[] ToBytes(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The byte string of a name in ordinary text.</summary>
    internal static string FromText(string text) => FromBytes(Encoding.UTF8.GetBytes(text));

    /// <summary>For messages: bytes that are no UTF-8 are replaced.</summary>
    internal static string ToText(string bytes) => Encoding.UTF8.GetString(ToBytes(bytes));
}
