using System.Text;
using System.Text.RegularExpressions;
using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>
/// Modules that stand elsewhere and are installed by their place (<c>pip install -e</c>): lines of <c>.pth</c> files, and
/// the tables of setuptools' finders. Those inside of the program's own folder are followed.
/// </summary>
/// <param name="Modules">Paths of files and folders, by the names that they are imported by.</param>
/// <param name="Outside">
/// Folders that are not followed, because they are outside of the program's own. Threat: an environment that comes with a
/// stranger's project and points to files of the user.
/// </param>
internal sealed partial record EditableInstalls(
    IReadOnlyDictionary<string, string> Modules, IReadOnlyList<string> Outside)
{
    /// <summary>Finds what is installed so.</summary>
    /// <param name="sitePackages">The folder of installed packages.</param>
    /// <param name="root">The program's own folder.</param>
    /// <param name="tracker">Records what is looked at.</param>
    internal static EditableInstalls Find(string sitePackages, string root, InputTracker tracker)
    {
        var modules = new Dictionary<string, string>(StringComparer.Ordinal);
        var outside = new List<string>();
        foreach (var file in tracker.List(sitePackages, ListingKind.Everything).Files)
        {
            var isPath = file.EndsWith(".pth", StringComparison.Ordinal);
            if (!isPath && !FinderName().IsMatch(file) || !PackageFolder.LeadsToFile(Path.Combine(sitePackages, file)))
            {
                continue;
            }

            var text = Encoding.UTF8.GetString(tracker.Read(Path.Combine(sitePackages, file)));
            foreach (var (name, place) in isPath ? InFolders(text, sitePackages, root, outside, tracker) : InTable(text))
            {
                if (IsBelow(place, root))
                {
                    modules.TryAdd(name, place);
                }
                else
                {
                    outside.Add(Path.GetDirectoryName(place)!);
                }
            }
        }

        return new EditableInstalls(modules, [.. outside.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The folder outside that has a module, or null.</summary>
    internal string? FolderOf(string module) => Outside.FirstOrDefault(folder =>
        File.Exists(Path.Combine(folder, module + ".py")) || Directory.Exists(Path.Combine(folder, module)));

    /// <summary>Lines that are folders; others are code, which is not run, or comments.</summary>
    private static IEnumerable<(string Name, string Place)> InFolders(
        string text, string sitePackages, string root, List<string> outside, InputTracker tracker)
    {
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0 || line.StartsWith('#') || line.StartsWith("import ", StringComparison.Ordinal)
                || line.StartsWith("import\t", StringComparison.Ordinal))
            {
                continue;
            }

            var folder = Path.GetFullPath(Path.Combine(sitePackages, line));
            if (!Directory.Exists(folder))
            {
                continue;
            }

            if (!IsBelow(folder, root))
            {
                outside.Add(folder);
                continue;
            }

            var listing = tracker.List(folder, ListingKind.Python);
            foreach (var name in listing.Files.Concat(listing.Folders.Where(below => PythonNames.IsIdentifier(below))))
            {
                yield return (name, Path.Combine(folder, name));
            }
        }
    }

    /// <summary>setuptools writes <c>MAPPING: dict[str, str] = {'name': '/path/name'}</c> in one line.</summary>
    private static IEnumerable<(string Name, string Place)> InTable(string text) =>
        from Match entry in TableEntry().Matches(Table().Match(text).Value)
        let place = entry.Groups["place"].Value.Replace(@"\\", @"\", StringComparison.Ordinal)
        where Path.IsPathRooted(place)
        let module = File.Exists(place + ".py") ? place + ".py" : place
        where !entry.Groups["name"].Value.Contains('.', StringComparison.Ordinal)
        select (entry.Groups["name"].Value + (module == place ? "" : ".py"), module);

    private static bool IsBelow(string path, string root) =>
        Path.GetFullPath(path).StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    [GeneratedRegex(@"^__editable___\w+_finder\.py$", RegexOptions.None, 1000)]
    private static partial Regex FinderName();

    [GeneratedRegex(@"^MAPPING\b[^=\n]*=[^\n]*", RegexOptions.Multiline, 1000)]
    private static partial Regex Table();

    [GeneratedRegex("""['"](?<name>[\w.]+)['"]\s*:\s*['"](?<place>[^'"]+)['"]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableEntry();
}
