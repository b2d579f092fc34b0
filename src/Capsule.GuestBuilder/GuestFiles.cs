using System.IO.Compression;
using Capsule.GuestBuilder.TimeZones;

namespace Capsule.GuestBuilder;

/// <summary>The files that every sandbox shares, by path without the first slash.</summary>
internal static class GuestFiles
{
    private const string Library = "lib/python3.14/";
    private const string Own = "lib/capsule/";
    private const string Authorities = "etc/ssl/certs/ca-certificates.crt";
    private const string Zones = "usr/share/zoneinfo/";

    /// <summary>Parts of Pyodide's library that need its JavaScript, and its empty places.</summary>
    private static readonly string[] Excluded = ["pyodide/", "_pyodide/", "site-packages/", "__phello__/", "__hello__.py"];

    internal static SortedDictionary<string, byte[]> Collect(BuildPaths paths)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        AddLibrary(files, paths.PyodideLibrary);
        AddSources(files, Path.Combine(paths.Sources, "library"), Library);
        AddSources(files, Path.Combine(paths.Sources, "boot"), Own);
        AddSources(files, Path.Combine(paths.Sources, "capsule"), Own + "capsule/");
        // Libraries look for a file of authorities where Debian has it, and fail without one.
        files[Authorities] = "# The host verifies certificates.\n"u8.ToArray();
        foreach (var (name, zone) in TimeZoneFiles.All())
        {
            files[Zones + name] = zone;
        }

        return files;
    }

    private static void AddLibrary(SortedDictionary<string, byte[]> files, string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            if (!Excluded.Any(prefix => entry.FullName.StartsWith(prefix, StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                files[Library + entry.FullName] = LibraryCorrections.Apply(entry.FullName, bytes);
            }
        }
    }

    private static void AddSources(SortedDictionary<string, byte[]> files, string folder, string prefix)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!path.Contains("__pycache__", StringComparison.Ordinal))
            {
                files[prefix + path] = File.ReadAllBytes(file);
            }
        }
    }
}
