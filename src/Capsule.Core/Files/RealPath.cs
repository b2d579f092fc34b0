using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Files;

/// <summary>Where an open file is: asked of the kernel afterwards, so that no link or rename on the way matters.</summary>
internal static class RealPath
{
    private const string Deleted = " (deleted)";

    /// <summary>Opens a folder, to look into it by <see cref="InProcess"/>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static SafeFileHandle OpenFolder(string path)
    {
        var handle = LibC.OpenFolder(path);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        throw Marshal.GetLastPInvokeError() is 1 or 13
            ? new UnauthorizedAccessException($"{path}: access is denied")
            : new DirectoryNotFoundException($"there is no folder {path}");
    }

    /// <summary>A path that leads to an open file or folder, and to no other, as long as it is open.</summary>
    internal static string InProcess(SafeFileHandle file) => $"/proc/self/fd/{file.DangerousGetHandle()}";

    /// <summary>The path of an open file or folder, without links.</summary>
    /// <exception cref="IOException">It has none any more.</exception>
    internal static string Of(SafeFileHandle file) =>
        new FileInfo(InProcess(file)).LinkTarget is { } path && path.StartsWith('/') && !path.EndsWith(Deleted, StringComparison.Ordinal)
            ? path
            : throw new IOException("a file was removed while it was read");

    /// <summary>Whether a path is a folder or lies in it.</summary>
    internal static bool IsIn(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
