using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>Opens files of the host below an open directory. No symbolic link is ever followed here.</summary>
/// <remarks>
/// Threat: between a check and a use, whoever else works in a folder may put a symbolic link in the place of a directory.
/// So there is no check: the kernel itself is told to follow no link and to stay below the directory (openat2,
/// RESOLVE_BENEATH). Before Linux 5.6, and where a container's filter forbids that call, paths are opened name by name.
/// </remarks>
internal static unsafe class HostOpen
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int ReadWrite = 2;
    internal const int CreateNew = 0x40 | 0x80; // O_CREAT, O_EXCL
    internal const int NonBlocking = 0x800;
    internal const int Path = 0x200000;
    internal const int CloseOnExec = 0x80000;

    /// <summary>What every file is opened with: it is no terminal to take over, and nothing inherits it.</summary>
    internal static readonly int Always = 0x100 | CloseOnExec | NoFollow; // O_NOCTTY

    internal static readonly int Directory = IsArm ? 0x4000 : 0x10000;

    /// <summary>A directory as a place alone.</summary>
    internal static readonly int Place = Path | Directory | Always;

    private const ulong Beneath = 0x08; // RESOLVE_BENEATH
    private const ulong NoLinks = 0x04 | 0x02; // RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS
    private const int PathLimit = 4000;
    private const int Again = 11; // EAGAIN: something was moved meanwhile

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static int NoFollow => IsArm ? 0x8000 : 0x20000;

    /// <summary>Opens a directory, given by the names that lead to it.</summary>
    /// <param name="root">Where the names start; at least one is needed.</param>
    /// <param name="names">Single components, none of them a dot or two.</param>
    /// <param name="byName">Whether to do without openat2.</param>
    internal static Result<SafeFileHandle> DirectoryBelow(SafeFileHandle root, ReadOnlySpan<string> names, bool byName = false)
    {
        SafeFileHandle? at = null;
        for (var i = 0; i < names.Length;)
        {
            var (path, next) = byName ? (names[i], i + 1) : Join(names, i);
            var opened = byName ? File(at ?? root, path, Place) : Beneath2(at ?? root, path);
            at?.Dispose();
            if (!opened.Ok)
            {
                // What was a directory is a link or a file by now, so that the directory is no longer there.
                return opened.Error is Errno.TooManyLinks or Errno.NotDirectory ? Errno.NoEntry : opened.Error;
            }

            (at, i) = (opened.Value, next);
        }

        return at!;
    }

    /// <summary>Opens a name in a directory.</summary>
    internal static Result<SafeFileHandle> File(SafeFileHandle directory, string name, int flags, uint mode = 0)
    {
        while (true)
        {
            var handle = Libc.openat(directory, HostNames.ToBytes(name), flags | Always, mode);
            if (!handle.IsInvalid)
            {
                return handle;
            }

            handle.Dispose();
            if (Marshal.GetLastPInvokeError() is var error and not HostErrors.Interrupted)
            {
                return HostErrors.Of(error);
            }
        }
    }

    /// <summary>Whether the kernel, and whatever filters its calls, has openat2.</summary>
    internal static bool HasOpenAt2(SafeFileHandle root)
    {
        var opened = Beneath2(root, ".");
        opened.Value?.Dispose();
        return opened.Ok;
    }

    /// <summary>As many names as a path holds.</summary>
    private static (string Path, int Next) Join(ReadOnlySpan<string> names, int start)
    {
        var (end, length) = (start, 0);
        while (end < names.Length && (end == start || length + names[end].Length < PathLimit))
        {
            length += names[end++].Length + 1;
        }

        return (string.Join('/', names[start..end]), end);
    }

    private static Result<SafeFileHandle> Beneath2(SafeFileHandle directory, string path)
    {
        // With O_PATH, openat2 refuses flags that openat ignores, such as O_NOCTTY.
        var how = new Libc.OpenHow { Flags = (ulong)(Path | Directory | CloseOnExec | NoFollow), Resolve = Beneath | NoLinks };
        var name = HostNames.ToBytes(path);
        nint opened;
        do
        {
            opened = Libc.syscall(Libc.OpenAt2, directory, name, &how, sizeof(Libc.OpenHow));
        }
        while (opened < 0 && Marshal.GetLastPInvokeError() is HostErrors.Interrupted or Again);

        return opened < 0 ? HostErrors.Last() : new SafeFileHandle(opened, ownsHandle: true);
    }
}
