using System.Globalization;
using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>What a file of the covered folder was when it was first changed or removed in the overlay: what shows later whether it is still the same.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When its contents were last changed: nanoseconds since 1970.</param>
/// <param name="Changed">When anything of it was last changed, which no program can set.</param>
/// <param name="Inode">Its number.</param>
/// <param name="Hash">SHA-256 of the contents, in hexadecimal; null where they were not read.</param>
internal sealed record LowerState(FileKind Kind, long Size, long Modified, long Changed, ulong Inode, string? Hash = null)
{
    /// <summary>A record is shorter than this.</summary>
    internal const int MaxLength = 256;

    private const string Version = "1";

    internal static LowerState Of(HostStat stat, string? hash = null) =>
        new(stat.Kind, stat.Size, stat.Times.Modified, stat.Times.Changed, stat.Identity.Inode, hash);

    /// <summary>Whether a file is what this was, as far as its status tells.</summary>
    internal bool IsStill(HostStat stat) => Of(stat) == this with { Hash = null };

    /// <summary>Reads what <see cref="ToString"/> gives. Null for anything else.</summary>
    internal static LowerState? Parse(string text)
    {
        var fields = text.TrimEnd('\n').Split(' ');
        return fields is [Version, var kind, var size, var modified, var changed, var inode, var hash]
            && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var kindNumber)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && long.TryParse(modified, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var modifiedAt)
            && long.TryParse(changed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var changedAt)
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new LowerState((FileKind)kindNumber, length, modifiedAt, changedAt, number, hash == "-" ? null : hash)
            : null;
    }

    /// <summary>One line of text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Version} {(int)Kind} {Size} {Modified} {Changed} {Inode} {Hash ?? "-"}\n");
}
