using Capsule.Runtime.Programs.Inputs;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>Collects the files of the packages that a program needs.</summary>
internal static class NeededPackages
{
    /// <summary>
    /// Packages that only an import statement inside of another tells of may have so many bytes together: a small program
    /// must not become a large one because of what its packages could use besides.
    /// </summary>
    private const long MostOptionalBytes = 32L << 20;

    /// <summary>
    /// The files, by path relative to site-packages: whole distributions with what they require, and modules and packages
    /// that belong to none; then those that their sources import though no metadata says so. Extensions for the
    /// host's processor stay behind: whoever has one and works without it, works.
    /// </summary>
    internal static CollectedPackages Collect(SitePackages packages, IEnumerable<string> names, InputTracker tracker)
    {
        var imported = ImportedFiles(packages, tracker).ToArray();
        var topLevel = imported.Select(Distribution.TopLevelOf).Union(names).ToHashSet(StringComparer.Ordinal);
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        Add(FilesOf(packages, topLevel).Union(imported), packages, files, tracker);
        var leftOut = AddOptional(packages, topLevel, files, tracker);
        return new CollectedPackages(files, leftOut);
    }

    /// <summary>Python files and libraries that were imported, relative to site-packages.</summary>
    internal static IEnumerable<string> ImportedFiles(SitePackages packages, InputTracker tracker) => tracker.Files.Keys
        .Where(file => SourceFolder.IsPython(file) || Distribution.IsExtension(file))
        .Select(packages.Folder.NameOf)
        .OfType<string>()
        .Where(file => !file.StartsWith("__editable__", StringComparison.Ordinal));

    private static List<string> FilesOf(SitePackages packages, IReadOnlyCollection<string> topLevel)
    {
        var ownerless = topLevel.SelectMany(packages.Ownerless).ToArray();
        return
        [
            .. packages.Needed(topLevel).SelectMany(distribution => distribution.Files),
            .. ownerless,
            .. ownerless.Length > 0 ? packages.LooseMetadata() : [],
        ];
    }

    private static void Add(
        IEnumerable<string> wanted, SitePackages packages, Dictionary<string, ReadOnlyMemory<byte>> files, InputTracker tracker)
    {
        foreach (var file in wanted.Where(file => !files.ContainsKey(file) && packages.Folder.IsFile(file) && !packages.Folder.HasMachineCode(file)))
        {
            files[file] = tracker.Read(packages.Folder.Locate(file));
        }
    }

    /// <summary>Adds what the sources import, and what that imports. Gives the names of what is there and was not added.</summary>
    private static SortedSet<string> AddOptional(
        SitePackages packages, HashSet<string> known, Dictionary<string, ReadOnlyMemory<byte>> files, InputTracker tracker)
    {
        var leftOut = new SortedSet<string>(StringComparer.Ordinal);
        known.UnionWith(files.Keys.Select(Distribution.TopLevelOf));
        var (left, todo) = (MostOptionalBytes, new Queue<string>(files.Keys.Order(StringComparer.Ordinal)));
        while (todo.TryDequeue(out var source))
        {
            if (!SourceFolder.IsPython(source))
            {
                continue;
            }

            foreach (var name in ImportedNames.In(source, files[source].Span).Where(known.Add))
            {
                var wanted = FilesOf(packages, [name]).Where(file => !files.ContainsKey(file) && packages.Folder.IsFile(file)).ToArray();
                var size = wanted.Sum(file => new FileInfo(packages.Folder.Locate(file)).Length);
                if (wanted.Length == 0)
                {
                    continue;
                }

                // What is half of machine code was not loaded, or it would have been an error before: it is no help here.
                if (size > left || wanted.Any(packages.Folder.HasMachineCode))
                {
                    leftOut.Add(name);
                    continue;
                }

                left -= size;
                Add(wanted, packages, files, tracker);
                known.UnionWith(wanted.Select(Distribution.TopLevelOf));
                Array.ForEach(wanted, todo.Enqueue);
            }
        }

        return leftOut;
    }
}
