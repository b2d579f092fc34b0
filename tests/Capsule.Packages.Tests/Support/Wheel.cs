using System.IO.Compression;
using System.Text;

namespace Capsule.Packages.Tests.Support;

/// <summary>Makes wheels.</summary>
internal static class Wheel
{
    /// <summary>The file name of a wheel in pure Python.</summary>
    internal static string NameOf(string name, string version, string tag = "py3-none-any") => $"{name}-{version}-{tag}.whl";

    /// <summary>A wheel with one module of its own name.</summary>
    /// <param name="name">The distribution, and the module.</param>
    /// <param name="version">Its version.</param>
    /// <param name="source">The module's text.</param>
    /// <param name="requires">What it requires.</param>
    internal static byte[] Of(string name, string version, string source, params string[] requires) =>
        Of(name, version, "py3-none-any", requires, ($"{name}.py", Encoding.UTF8.GetBytes(source)));

    internal static byte[] Of(string name, string version, string tag, string[] requires, params (string Name, byte[] Content)[] files)
    {
        var info = $"{name}-{version}.dist-info";
        (string, byte[])[] all =
        [
            .. files,
            ($"{info}/METADATA", Encoding.UTF8.GetBytes(
                $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + string.Concat(requires.Select(text => $"Requires-Dist: {text}\n")))),
            ($"{info}/WHEEL", Encoding.UTF8.GetBytes($"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n")),
            ($"{info}/RECORD", Encoding.UTF8.GetBytes(
                string.Concat(files.Select(file => $"{file.Name},,\n")) + $"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")),
        ];
        return Zip(all);
    }

    /// <summary>An archive of some files, whatever their names.</summary>
    internal static byte[] Zip(params (string Name, byte[] Content)[] files) => Zip(0, files);

    /// <summary>An archive whose entries have attributes, such as those of a symbolic link.</summary>
    internal static byte[] Zip(int attributes, params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                using var output = entry.Open();
                output.Write(content);
            }
        }

        return stream.ToArray();
    }
}
