using Capsule.Files;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Programs.Inputs;

/// <summary>A folder of the host whose files may become part of a program: a project, or installed packages.</summary>
/// <remarks>
/// Threat: a project from elsewhere with symbolic links, which survive a clone: <c>notes.py</c> leads to a key of the user, or
/// <c>docs</c> to another folder, and what is there becomes part of the program, whatever its tasks are granted. So each file and
/// folder is opened first, and then the kernel says where it is. Links that stay inside are as good as files.
/// </remarks>
internal sealed class InputFolder
{
    private readonly string? boundary;

    private InputFolder(string path, string? boundary) => (Path, this.boundary) = (path, boundary);

    /// <summary>The folder, as it was named.</summary>
    internal string Path { get; }

    /// <summary>A folder that links may not leave.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="within">The folder that links may lead to instead: a project has its packages somewhere inside.</param>
    /// <exception cref="IOException">There is no such folder, or it is not within the other.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    internal static InputFolder Closed(string path, InputFolder? within = null)
    {
        using var folder = RealPath.OpenFolder(path);
        var input = new InputFolder(path, within?.boundary ?? RealPath.Of(folder));
        input.Require(folder, path);
        return input;
    }

    /// <summary>A folder that the operator named: what was installed there may lead anywhere, as packages' links do.</summary>
    internal static InputFolder Open(string path) => new(path, null);

    /// <summary>Whether a path is in the folder, as it is written.</summary>
    internal bool Contains(string path) => RealPath.IsIn(path, Path);

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It is not in the folder, is no file, has more bytes than the limit, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal byte[] Read(string path, long limit)
    {
        using var file = OpenFile(path);
        return RegularFile.Read(file, path, limit);
    }

    /// <summary>Sees that a file could be read.</summary>
    /// <exception cref="IOException">It is not in the folder, is no file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal void Check(string path) => OpenFile(path).Dispose();

    /// <summary>Lists a folder; one that does not exist is empty.</summary>
    /// <exception cref="IOException">It is not in this one, or has too many names.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal FolderListing List(string path, ListingKind kind)
    {
        try
        {
            using var folder = RealPath.OpenFolder(path);
            Require(folder, path);
            return FolderListing.Of(RealPath.InProcess(folder), kind, path);
        }
        catch (DirectoryNotFoundException)
        {
            return FolderListing.Empty;
        }
    }

    /// <summary>Whether a folder is a link to one that it is in itself, so that going down would not end.</summary>
    internal static bool IsLoop(string path)
    {
        if (new DirectoryInfo(path).LinkTarget is null || System.IO.Path.GetDirectoryName(path) is not { } above)
        {
            return false;
        }

        try
        {
            using var folder = RealPath.OpenFolder(path);
            using var parent = RealPath.OpenFolder(above);
            return RealPath.IsIn(RealPath.Of(parent), RealPath.Of(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Whoever looks into it is told.
        }
    }

    private SafeFileHandle OpenFile(string path)
    {
        var file = RegularFile.Open(path);
        try
        {
            Require(file, path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Require(SafeFileHandle opened, string path)
    {
        if (boundary is not null && !RealPath.IsIn(RealPath.Of(opened), boundary))
        {
            throw new IOException(
                $"{path} leads out of {boundary}, through a symbolic link: only what is in the project's folder can be part of the program. "
                + "Copy it there; a folder of installed packages can be named with --site-packages");
        }
    }
}
