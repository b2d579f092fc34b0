using System.Buffers;
using System.Security.Cryptography;
using Capsule.Guests.FileSystem;

namespace Capsule.Runtime.Overlays;

/// <summary>What is in files and links.</summary>
internal static class OverlayContents
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Whether two entries of the same type have the same contents and permissions.</summary>
    /// <exception cref="OverlayException">One of them cannot be read.</exception>
    internal static bool AreSame(Node before, Node after, string path, CancellationToken cancellationToken) => (before, after) switch
    {
        (SymlinkNode one, SymlinkNode other) =>
            OverlayException.Require(one.ReadTarget(), path) == OverlayException.Require(other.ReadTarget(), path),
        (FileNode one, FileNode other) when OverlayChange.TypeOf(one) == FolderEntryType.File =>
            one.Stat().Permissions == other.Stat().Permissions && one.Stat().Size == other.Stat().Size
            && HaveSameBytes(one, other, path, cancellationToken),
        _ => true,
    };

    /// <summary>SHA-256 of a file, in hexadecimal; null where it cannot be read.</summary>
    internal static string? Hash(FileNode node, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            ReadAll(node, "", (bytes, _) => hash.AppendData(bytes), cancellationToken);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (OverlayException)
        {
            return null;
        }
    }

    /// <summary>Reads a file that has no more than some bytes; null where it has more.</summary>
    /// <exception cref="OverlayException">It cannot be read.</exception>
    internal static byte[]? Read(FileNode node, string path, int limit) => WithOpen(node, path, file =>
    {
        var bytes = new byte[Math.Min(node.Stat().Size, limit) + 1];
        var length = 0;
        while (length < bytes.Length && OverlayException.Require(file.Read(bytes.AsSpan(length), length), path) is > 0 and var count)
        {
            length += count;
        }

        return length <= limit ? bytes[..length] : null;
    });

    /// <summary>Copies all bytes of a file.</summary>
    /// <exception cref="OverlayException">One cannot be read, or the other not written.</exception>
    internal static void Copy(FileNode node, OpenFile target, string path, CancellationToken cancellationToken) => ReadAll(
        node,
        path,
        (bytes, position) =>
        {
            for (var written = 0; written < bytes.Length;)
            {
                var done = OverlayException.Require(target.Write(bytes[written..], position + written), path);
                written += done > 0 ? done : throw OverlayException.At(path, Errno.NoSpace);
            }
        },
        cancellationToken);

    /// <summary>Reads all bytes of a file, piece by piece.</summary>
    private static void ReadAll(FileNode node, string path, ReadOnlySpanAction<byte, long> take, CancellationToken cancellationToken) =>
        WithOpen(node, path, file =>
        {
            var buffer = new byte[BufferSize];
            long position = 0;
            while (OverlayException.Require(file.Read(buffer, position), path) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                take(buffer.AsSpan(..count), position);
                position += count;
            }

            return position;
        });

    private static T WithOpen<T>(FileNode node, string path, Func<OpenFile, T> use)
    {
        var file = OverlayException.Require(node.Open(OpenFlags.ReadOnly), path).Share();
        try
        {
            return use(file);
        }
        finally
        {
            file.Release();
        }
    }

    private static bool HaveSameBytes(FileNode one, FileNode other, string path, CancellationToken cancellationToken) =>
        WithOpen(one, path, first => WithOpen(other, path, second => HaveSameBytes(first, second, path, cancellationToken)));

    private static bool HaveSameBytes(OpenFile one, OpenFile other, string path, CancellationToken cancellationToken)
    {
        var (left, right) = (new byte[BufferSize], new byte[BufferSize]);
        for (long position = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = OverlayException.Require(one.Read(left, position), path);
            for (var read = 0; read < count;)
            {
                var more = OverlayException.Require(other.Read(right.AsSpan(read..count), position + read), path);
                if (more == 0)
                {
                    return false;
                }

                read += more;
            }

            if (!left.AsSpan(..count).SequenceEqual(right.AsSpan(..count)))
            {
                return false;
            }

            if (count == 0)
            {
                return other.Read(right.AsSpan(..1), position).Value == 0;
            }

            position += count;
        }
    }
}
