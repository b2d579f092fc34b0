using System.Diagnostics;

namespace Capsule.Architecture.Tests;

/// <summary>The repository that these tests are in. Paths are relative to its root, with slashes.</summary>
internal static class Repository
{
    private static string Root => Checkout.Root;

    internal static string FullPath(string path) => Path.Combine(Root, path);

    /// <summary>The files below a folder, committed or not.</summary>
    internal static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The committed files; one that is about to be deleted is none.</summary>
    internal static IReadOnlyList<string> CommittedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Root,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        var files = output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. files.Where(file => File.Exists(FullPath(file)))];
    }
}
