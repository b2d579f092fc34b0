using System.Text.RegularExpressions;

namespace Capsule.Packages.Resolving;

/// <summary>Finds the wheel of pip, which resolves requirements in a sandbox.</summary>
internal static partial class PipWheel
{
    /// <summary>The file that is fetched from the index where the machine has none.</summary>
    internal const string FileName = "pip-24.2-py3-none-any.whl";

    /// <summary>The SHA-256 of that file, as CPython 3.13.0 carries it in <c>ensurepip/_bundled</c>.</summary>
    internal const string Sha256 = "2cd581cf58ab7fcfca4ce8efa6dcacd0de5bf8d0a3eb9ec927e07405f4d9e2a2";

    internal const string Variable = "CAPSULE_PIP_WHEEL";

    /// <summary>From this one on pip writes the report that a lock is made of, and settles conflicts by going back.</summary>
    private static readonly Version Oldest = new(23, 0);

    /// <summary>Folders in which distributions of Python and of Linux keep a wheel of pip (CPython's ensurepip; Debian's and Fedora's packages).</summary>
    private static readonly string[] Folders =
        ["/usr/share/python-wheels", "/usr/share/python3-wheels", "/usr/local/lib/python3*/ensurepip/_bundled", "/usr/lib/python3*/ensurepip/_bundled", "/usr/lib64/python3*/ensurepip/_bundled"];

    /// <summary>The wheel of this machine: the one that is named, else the newest of those that Pythons bring; null when there is none.</summary>
    internal static Outcome<string?> Find(string? named, Func<string, string?> environment)
    {
        var asked = named ?? environment(Variable);
        if (string.IsNullOrEmpty(asked))
        {
            return Folders.SelectMany(Expand).Where(folder => Directory.Exists(folder))
                .SelectMany(folder => Directory.EnumerateFiles(folder, "pip-*.whl"))
                .Where(file => VersionOf(file) >= Oldest)
                .MaxBy(VersionOf);
        }

        return !File.Exists(asked) ? Failure.Config($"there is no file {asked}; {(named is null ? Variable : "--pip-wheel")} takes a wheel of pip, such as {FileName}")
            : VersionOf(asked) >= Oldest ? asked
            : Failure.Config($"{asked} is no wheel of pip {Oldest} or later, such as {FileName}");
    }

    private static Version? VersionOf(string file) =>
        Name().Match(Path.GetFileName(file)) is { Success: true } match && Version.TryParse(match.Groups["version"].Value, out var version) ? version : null;

    /// <summary>The folders that a pattern with one star names.</summary>
    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [pattern];
        }

        var (start, rest) = (pattern[..star], pattern[(star + 1)..].TrimStart('/'));
        var folder = Path.GetDirectoryName(start)!;
        return !Directory.Exists(folder) ? []
            : Directory.EnumerateDirectories(folder, Path.GetFileName(start) + "*").Select(found => Path.Combine(found, rest));
    }

    [GeneratedRegex(@"^pip-(?<version>\d+\.\d+(\.\d+)?)-py3-none-any\.whl\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
