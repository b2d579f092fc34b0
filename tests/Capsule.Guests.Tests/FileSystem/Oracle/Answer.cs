using System.Globalization;
using System.Text;
using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>How answers are written.</summary>
internal static class Answer
{
    private const uint Regular = (uint)FileKind.Regular;
    private const uint Directory = (uint)FileKind.Directory;

    internal static string Of(Errno error) => error.ToString();

    internal static string OfBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= 8 ? Convert.ToHexString(bytes) : $"{bytes.Length} bytes, {Hash(bytes):x8}";

    /// <summary>A directory's size and links are the file system's own business.</summary>
    internal static string OfStat(uint mode, ulong size, uint links)
    {
        var kind = mode & 0xf000;
        return kind + " " + Octal(mode & 0xfff)
            + (kind == Directory ? "" : $" {size}") + (kind == Regular ? $" links {links}" : "");
    }

    internal static string OfEntries(IEnumerable<(string Name, uint Kind)> entries) => string.Join(
        ' ', entries.Select(entry => $"{Quote(entry.Name)}={entry.Kind}").Order(StringComparer.Ordinal));

    internal static string Octal(uint mode) => Convert.ToString(mode, 8);

    /// <summary>A name that can be read, and pasted into a test; long repetitions are shortened.</summary>
    internal static string Quote(string name)
    {
        var text = new StringBuilder("\"");
        foreach (var c in name.Length > 300 ? name[..20] + $"...{name.Length}" : name)
        {
            var isPlain = c is >= ' ' and <= '~';
            text.Append(isPlain ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"));
        }

        return text.Append('"').ToString();
    }

    /// <summary>FNV-1a: cryptography would load libraries, which the confined thread cannot.</summary>
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 2_166_136_261;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 16_777_619;
        }

        return hash;
    }
}
