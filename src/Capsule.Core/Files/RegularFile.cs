using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Files;

/// <summary>Opens and reads files that somebody else may have put there: everything that Capsule reads comes through here.</summary>
/// <remarks>
/// Threats: a pipe or a device in the place of a file, which is waited for or has no end; a file of terabytes; a file that
/// grows while it is read; a file that is exchanged between a check and its use. So the kind and the length are those of the
/// open file, opening never waits, and no more is read than was asked for.
/// </remarks>
internal static class RegularFile
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int Create = 0x40; // O_CREAT
    private const int NoTerminal = 0x100; // O_NOCTTY
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Always = NoTerminal | NonBlocking | CloseOnExec;
    private const uint OwnerOnly = 0x180; // 0600
    private const int FirstRead = 1 << 16;

    /// <summary>What a file of settings may have at most, in bytes: capsule.toml, .env, an index.</summary>
    internal const long SettingsLimit = 1 << 20;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no folder that it could be in.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It is something else than a file, or cannot be opened.</exception>
    internal static SafeFileHandle Open(string path) => Open(path, ReadOnly, isLinkFollowed: true);

    /// <summary>Opens a file that must not be a symbolic link, for reading.</summary>
    /// <exception cref="IOException">As for <see cref="Open(string)"/>, and for a symbolic link.</exception>
    internal static SafeFileHandle OpenUnlinked(string path) => Open(path, ReadOnly, isLinkFollowed: false);

    /// <summary>Opens a file that must not be a symbolic link, as a stream to read.</summary>
    /// <exception cref="IOException">As for <see cref="OpenUnlinked"/>.</exception>
    internal static FileStream OpenStream(string path) => new(OpenUnlinked(path), FileAccess.Read);

    /// <summary>Opens a file for reading and writing that must not be a symbolic link, and makes it where there is none.</summary>
    /// <exception cref="IOException">As for <see cref="Open(string)"/>, and for a symbolic link.</exception>
    internal static SafeFileHandle OpenOrCreate(string path) => Open(path, ReadWrite | Create, isLinkFollowed: false);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">It has more, or as for <see cref="Open(string)"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static byte[] Read(string path, long limit)
    {
        using var file = Open(path);
        return Read(file, path, limit);
    }

    /// <summary>Reads the rest of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="IOException">It has more, or cannot be read.</exception>
    internal static byte[] Read(SafeFileHandle file, string name, long limit)
    {
        limit = Math.Min(limit, Array.MaxLength);
        var length = RandomAccess.GetLength(file);
        if (length > limit)
        {
            throw TooLong(name, length, limit);
        }

        // The kernel's own files have no length, and others may grow meanwhile: reading ends at the end, or at the limit.
        var bytes = new byte[length == 0 ? Math.Min(FirstRead, limit) : length];
        var count = 0;
        while (true)
        {
            if (count == bytes.Length)
            {
                var probe = new byte[1];
                if (RandomAccess.Read(file, probe, count) == 0)
                {
                    return bytes;
                }

                if (count >= limit)
                {
                    throw TooLong(name, count + 1, limit);
                }

                Array.Resize(ref bytes, (int)Math.Min(limit, Math.Max(FirstRead, count * 2L)));
                bytes[count++] = probe[0];
                continue;
            }

            var read = RandomAccess.Read(file, bytes.AsSpan(count), count);
            if (read == 0)
            {
                return bytes[..count];
            }

            count += read;
        }
    }

    /// <summary>Reads a file of UTF-8 text, with or without a byte order mark.</summary>
    /// <exception cref="IOException">It has more bytes than the limit, or as for <see cref="Open(string)"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static string ReadText(string path, long limit)
    {
        var bytes = Read(path, limit).AsSpan();
        return Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
    }

    /// <summary>Whether a path leads to a file, however it is read.</summary>
    internal static bool Exists(string path) => FileStatus.Of(path) is { IsFile: true };

    private static SafeFileHandle Open(string path, int mode, bool isLinkFollowed)
    {
        // Opening some devices does something, so that what is none is not even opened. Below it is asked again.
        if (FileStatus.Of(path, isLinkFollowed) is { } found)
        {
            RequireFile(found, path);
        }

        var handle = LibC.Open(path, mode | Always | (isLinkFollowed ? 0 : LibC.NoFollow), OwnerOnly);
        if (handle.IsInvalid)
        {
            throw Failed(path, Marshal.GetLastPInvokeError());
        }

        try
        {
            RequireFile(FileStatus.Of(handle), path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void RequireFile(FileStatus status, string path)
    {
        if (!status.IsFile)
        {
            throw new IOException(
                status.IsFolder ? $"{path} is a folder, not a file"
                : status.IsLink ? $"{path} is a symbolic link, not a file"
                : $"{path} is a pipe, a socket or a device, not a file");
        }
    }

    private static IOException TooLong(string name, long length, long limit) =>
        new($"{name} has {length} bytes or more, and {limit} are allowed");

    private static Exception Failed(string path, int error) => error switch
    {
        2 when !path.Contains('\0', StringComparison.Ordinal) && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder) =>
            new DirectoryNotFoundException($"there is no folder {folder}"),
        2 => new FileNotFoundException($"there is no file {path}", path),
        1 or 13 => new UnauthorizedAccessException($"{path}: access is denied"),
        20 => new DirectoryNotFoundException($"{path} leads through something that is not a folder"),
        40 => new IOException($"{path} is a symbolic link, or leads through too many"),
        6 => new IOException($"{path} is a pipe, a socket or a device, not a file"),
        _ => new IOException($"{path} cannot be opened: {new Win32Exception(error).Message}", error),
    };
}
