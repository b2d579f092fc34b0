using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// A folder of the host that sandboxes may be given. It is opened once: whatever happens to its path, it stays the same
/// folder.
/// </summary>
internal sealed unsafe class HostFolder : IDisposable
{
    /// <summary>The problem of a folder that does not exist, or that is behind a symbolic link.</summary>
    public const string NotThere = "does not exist";

    private HostFolder(SafeFileHandle handle)
    {
        Handle = handle;
        Identity = HostStat.Of(handle).Value.Identity;
        RealPath = ReadPath(handle);
    }

    /// <summary>Its path, without symbolic links, when it was opened.</summary>
    public string RealPath { get; }

    internal SafeFileHandle Handle { get; }

    internal HostIdentity Identity { get; }

    /// <summary>Whether the kernel opens paths below it in one step.</summary>
    internal bool HasOpenAt2 { get; init; }

    /// <summary>Opens a folder that whoever runs Capsule named: its path may lead through symbolic links.</summary>
    /// <param name="path">The path, as the operating system takes it.</param>
    /// <param name="problem">Why it was not opened, in words that follow its name.</param>
    public static HostFolder? Open(string path, out string? problem) => Open(path, out problem, mayUseOpenAt2: true);

    internal static HostFolder? Open(string path, out string? problem, bool mayUseOpenAt2)
    {
        // O_PATH and O_DIRECTORY: nothing but a directory is opened, and nothing happens by opening it.
        var handle = Libc.open(
            Encoding.UTF8.GetBytes(path + "\0"), HostOpen.Path | HostOpen.Directory | HostOpen.CloseOnExec, 0);
        return Take(handle.IsInvalid ? HostErrors.Last() : handle, mayUseOpenAt2, out problem);
    }

    /// <summary>
    /// Opens a folder below another, by a path that a program gave: it may not lead through symbolic links, which an earlier
    /// run of the program may have made.
    /// </summary>
    /// <param name="names">The names that lead to it, none of them a dot or two.</param>
    /// <param name="problem">Why it was not opened, in words that follow its name.</param>
    public HostFolder? OpenBelow(IReadOnlyList<string> names, out string? problem)
    {
        var bytes = names.Select(ByteString.FromText).ToArray();
        return Take(
            bytes.Length == 0 ? HostOpen.File(Handle, ".", HostOpen.Place)
            : HostOpen.DirectoryBelow(Handle, bytes, !HasOpenAt2),
            HasOpenAt2,
            out problem);
    }

    /// <summary>Whether Capsule keeps its own files here or somewhere above: no guest may have such a folder.</summary>
    /// <param name="own">Folders of Capsule's own.</param>
    public bool IsReserved(IEnumerable<ReservedFolder> own) =>
        own.Any(other => other.Contains(this)) || RealPath.Split('/').Any(name => HostNames.IsHidden(ByteString.FromText(name)));

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static HostFolder? Take(Result<SafeFileHandle> opened, bool mayUseOpenAt2, out string? problem)
    {
        problem = opened.Error switch
        {
            Errno.Success => null,
            Errno.NoEntry => NotThere,
            Errno.NotDirectory => "is not a folder",
            Errno.TooManyLinks => "is a symbolic link",
            Errno.AccessDenied => "may not be entered by this user",
            Errno.NameTooLong => "has too long a name",
            var error => $"cannot be opened ({error})",
        };
        if (!opened.Ok)
        {
            return null;
        }

        if (HostFileSystems.Refuse(opened.Value) != Errno.Success)
        {
            problem = "holds no files, but a part of the operating system";
            opened.Value.Dispose();
            return null;
        }

        var hasOpenAt2 = mayUseOpenAt2 && HostOpen.HasOpenAt2(opened.Value);
        return new HostFolder(opened.Value) { HasOpenAt2 = hasOpenAt2 };
    }

    private static string ReadPath(SafeFileHandle handle)
    {
        var bytes = stackalloc byte[4096];
        using var system = Libc.open("/proc/self/fd\0"u8.ToArray(), HostOpen.Path | HostOpen.Directory | HostOpen.CloseOnExec, 0);
        var length = system.IsInvalid
            ? -1
            : Libc.readlinkat(system, HostNames.ToBytes($"{handle.DangerousGetHandle()}"), bytes, 4096);
        return length > 0
            ? Encoding.UTF8.GetString(bytes, (int)length)
            : throw new IOException($"/proc/self/fd cannot be read: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
