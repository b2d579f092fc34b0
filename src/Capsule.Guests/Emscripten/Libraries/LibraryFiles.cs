using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>Finds libraries among the guest's files.</summary>
internal static class LibraryFiles
{
    /// <summary>Threat: compiling takes the host's time, so that what is compiled must be bounded.</summary>
    private const int LongestFile = 64 << 20;

    private const string Origin = "$ORIGIN";

    /// <summary>The file of a library that a program or one of its packages brought along.</summary>
    /// <exception cref="LibraryException">There is none, or it is another file.</exception>
    internal static BaseFile Find(VirtualFileSystem files, string path)
    {
        var opened = files.Open(null, ByteString.FromText(path), OpenFlags.ReadOnly, 0);
        if (!opened.Ok)
        {
            throw new LibraryException($"{path}: there is no such file");
        }

        var open = opened.Value.Share();
        open.Release();

        // Threat: compiling code that the guest makes anew again and again, at the cost of the host.
        if (open is not OpenBaseFile { File: var file })
        {
            throw new LibraryException($"{path}: only libraries that came with the program or its packages are loaded, none from other files");
        }

        return file.Contents.Length <= LongestFile
            ? file
            : throw new LibraryException($"{path}: the library has {file.Contents.Length} bytes, and none may have more than {LongestFile}");
    }

    /// <summary>Where a library that another one needs may be: along its runtime paths, then beside it.</summary>
    internal static IEnumerable<string> Candidates(string name, string requester, IReadOnlyList<string> runtimePaths)
    {
        var folder = requester.LastIndexOf('/') is > 0 and var slash ? requester[..slash] : "/";
        return name.Contains('/', StringComparison.Ordinal)
            ? [name]
            : runtimePaths.SelectMany(paths => paths.Split(':')).Select(path => path.Replace(Origin, folder, StringComparison.Ordinal))
                .Append(folder).Select(path => $"{path}/{name}");
    }
}
