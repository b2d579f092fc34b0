using System.Globalization;
using System.Text;
using Capsule.Guests.FileSystem;

namespace Capsule.Runtime.Overlays;

/// <summary>Changes as a unified diff in the form of git, which <c>git apply</c> and <c>patch</c> read.</summary>
internal static class OverlayDiff
{
    /// <summary>Threat: a file of gigabytes, which would be read and compared in memory.</summary>
    private const int LargestText = 1 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Of(IReadOnlyList<OverlayChange> changes, CancellationToken cancellationToken)
    {
        var diff = new StringBuilder();
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (OverlayChange.TypeOf(change.Entry) is FolderEntryType.File or FolderEntryType.Link)
            {
                Append(diff, change);
            }
        }

        return diff.ToString();
    }

    private static void Append(StringBuilder diff, OverlayChange change)
    {
        var (old, now) = (GitPath.Quote("a/" + change.Path), GitPath.Quote("b/" + change.Path));
        diff.Append(CultureInfo.InvariantCulture, $"diff --git {old} {now}\n");
        switch (change)
        {
            case { Before: null }:
                diff.Append(CultureInfo.InvariantCulture, $"new file mode {ModeOf(change.After!)}\n");
                break;
            case { After: null }:
                diff.Append(CultureInfo.InvariantCulture, $"deleted file mode {ModeOf(change.Before)}\n");
                break;
            case var both when ModeOf(both.Before!) != ModeOf(both.After!):
                diff.Append(CultureInfo.InvariantCulture, $"old mode {ModeOf(both.Before!)}\nnew mode {ModeOf(both.After!)}\n");
                break;
        }

        var (from, to) = (change.Before is null ? "/dev/null" : old, change.After is null ? "/dev/null" : now);
        var (before, after) = (TextOf(change.Before, change.Path), TextOf(change.After, change.Path));
        if (before is null || after is null)
        {
            diff.Append(CultureInfo.InvariantCulture, $"Binary files {from} and {to} differ\n");
        }
        else if (before != after)
        {
            diff.Append(CultureInfo.InvariantCulture, $"--- {from}\n+++ {to}\n");
            UnifiedDiff.Append(diff, before, after);
        }
    }

    /// <summary>As git writes modes: of permissions it knows only whether the owner may execute a file.</summary>
    private static string ModeOf(Node node) =>
        node is SymlinkNode ? "120000" : node.Permits(Access.Execute) ? "100755" : "100644";

    /// <summary>The text of a file, or the target of a link; empty for what is not there; null for what is no text or too long.</summary>
    private static string? TextOf(Node? node, string path)
    {
        switch (node)
        {
            case null:
                return "";
            case SymlinkNode link:
                return ByteString.ToText(OverlayException.Require(link.ReadTarget(), path));
            case FileNode file when OverlayContents.Read(file, path, LargestText) is { } bytes && !bytes.Contains((byte)0):
                try
                {
                    return Strict.GetString(bytes);
                }
                catch (DecoderFallbackException)
                {
                    return null;
                }

            default:
                return null;
        }
    }
}
