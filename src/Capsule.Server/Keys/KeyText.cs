using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Capsule.Server.Keys;

/// <summary>
/// The text of an API key: <c>capsule_ID_SECRET</c>. The id finds it; the secret is 256 random bits, of which only SHA-256 is kept: nothing
/// slower is needed where nobody can guess.
/// </summary>
internal static class KeyText
{
    private const string Prefix = "capsule_";
    private const int IdLength = 16;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    /// <summary>A new id, and the text with it.</summary>
    internal static (string Id, string Text) New()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        return (id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>The id in a text, or null where it is no key's.</summary>
    internal static string? IdOf(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text[Prefix.Length + IdLength] == '_'
            ? text.Substring(Prefix.Length, IdLength)
            : null;

    /// <summary>What is kept of a text.</summary>
    internal static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
