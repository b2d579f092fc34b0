using System.Globalization;
using System.Text;
using Capsule.Files;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Images;
using Tomlyn;
using Tomlyn.Model;

namespace Capsule.Runtime.Locking;

/// <summary>Reads and writes <c>capsule.lock</c>, which has the format of <c>pylock.toml</c> (PEP 751). The same lock is the same bytes.</summary>
internal static class LockFile
{
    /// <summary>The file's name, beside capsule.toml.</summary>
    internal const string FileName = "capsule.lock";

    /// <summary>What the file may have, in bytes.</summary>
    internal const long SizeLimit = 16 << 20;

    /// <summary>The lock in a file, or null where there is no file.</summary>
    internal static Outcome<PackageLock?> Read(string path)
    {
        if (!File.Exists(path))
        {
            return (PackageLock?)null;
        }

        try
        {
            var text = RegularFile.ReadText(path, SizeLimit);
            if (TomlFault.Find(text) is { } fault)
            {
                return Damaged(path, fault); // also a key that is there twice, of which a reader sees one and the serializer takes the other
            }

            var table = TomlSerializer.Deserialize(text, ProjectToml.Default.TomlTable) ?? [];
            return Of(table) is { } found ? found : Damaged(path, "it is no lock file of Capsule");
        }
        catch (TomlException e)
        {
            return Damaged(path, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>Writes a lock; whatever happens, there is the old file or the new one.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    internal static void Write(string path, PackageLock packages)
    {
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Format(packages))));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>The file's text.</summary>
    internal static string Format(PackageLock packages)
    {
        var text = new StringBuilder();
        text.Append("# Written by 'capsule lock': commit it, and leave it to that. The format is that of pylock.toml (PEP 751).\n");
        text.Append("lock-version = \"1.0\"\n");
        text.Append(CultureInfo.InvariantCulture, $"environments = [{Quote(GuestPlatform.Marker)}]\n");
        text.Append(CultureInfo.InvariantCulture, $"requires-python = {Quote($"=={packages.Python}.*")}\n");
        text.Append("created-by = \"capsule\"\n");
        foreach (var package in packages.Packages.OrderBy(package => package.Name, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[[packages]]\nname = {Quote(package.Name)}\nversion = {Quote(package.Version)}\n");
            if (package.Dependencies.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"dependencies = [{string.Join(", ", package.Dependencies.Select(name => $"{{ name = {Quote(name)} }}"))}]\n");
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"wheels = [{{ name = {Quote(package.FileName)}, url = {Quote(package.Url.AbsoluteUri)}, hashes = {{ sha256 = {Quote(package.Sha256)} }} }}]\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n[tool.capsule]\nrequirements = [{string.Join(", ", packages.Requirements.Select(Quote))}]\n");
        return text.ToString();
    }

    private static PackageLock? Of(TomlTable table)
    {
        if (Get(table, "lock-version") is not "1.0"
            || Get(table, "requires-python") is not string python || !python.StartsWith("==", StringComparison.Ordinal)
            || Get(Get(table, "tool") as TomlTable, "capsule") is not TomlTable own
            || Texts(own, "requirements") is not { } requirements)
        {
            return null;
        }

        var entries = Get(table, "packages") as TomlTableArray ?? [];
        var packages = entries.Select(Package).OfType<LockedPackage>().ToArray();
        return packages.Length == entries.Count && packages.Length <= PackageLock.MostPackages
            && packages.DistinctBy(package => package.Name).Count() == packages.Length
            && packages.All(package => package.Dependencies.All(name => packages.Any(other => other.Name == name)))
            ? new PackageLock(requirements, python[2..^(python.EndsWith(".*", StringComparison.Ordinal) ? 2 : 0)], packages)
            : null;
    }

    private static LockedPackage? Package(TomlTable entry)
    {
        if (Get(entry, "wheels") is not (TomlArray { Count: 1 } or TomlTableArray { Count: 1 }))
        {
            return null;
        }

        var wheel = entry["wheels"] is TomlArray array ? array[0] as TomlTable : ((TomlTableArray)entry["wheels"])[0];
        var names = Get(entry, "dependencies") switch
        {
            TomlArray list => list.Select(item => Get(item as TomlTable, "name") as string),
            TomlTableArray tables => tables.Select(item => Get(item, "name") as string),
            _ => [],
        };
        var package = LockedPackage.Create(
            Get(entry, "name") as string,
            Get(entry, "version") as string,
            Get(wheel, "url") as string,
            Get(Get(wheel, "hashes") as TomlTable, "sha256") as string,
            [.. names.Select(name => name ?? "")]);
        return package is not null && GuestPlatform.CanLoad(package.FileName) ? package : null;
    }

    private static string[]? Texts(TomlTable table, string key) =>
        Get(table, key) switch
        {
            TomlArray array when array.All(item => item is string) => [.. array.Cast<string>()],
            _ => null,
        };

    private static object? Get(TomlTable? table, string key) => table is not null && table.TryGetValue(key, out var value) ? value : null;

    private static Failure Damaged(string path, string why) =>
        Failure.Config($"{path} cannot be used: {why}; restore it from your version control, or remove it and lock anew: capsule lock");

    /// <summary>A basic string of TOML.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
