using System.IO.Compression;
using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.Python;

/// <summary>The files that every Python sandbox shares: the standard library, Capsule's own modules, time zones.</summary>
/// <remarks>
/// The archive (<c>python.zip</c>) has the guest's absolute paths without the first slash. It is opened when a guest
/// first looks below <c>/lib</c>, <c>/usr</c> or <c>/etc</c>, and files are unpacked when they are first read.
/// </remarks>
internal sealed class PythonFiles
{
    private readonly Lazy<BaseDirectory> tree;

    internal PythonFiles(string archive) =>
        tree = new Lazy<BaseDirectory>(() => BaseTree.Build(isProtected: true, Unpack(archive)));

    private PythonFiles(BaseDirectory tree) => this.tree = new Lazy<BaseDirectory>(tree);

    internal static PythonFiles Of(IEnumerable<KeyValuePair<string, byte[]>> files) => new(BaseTree.Build(
        isProtected: true, files.Select(file => KeyValuePair.Create(file.Key, BaseFile.Of(file.Value)))));

    /// <summary>The root directory of a sandbox, with a program's files and packages in their places.</summary>
    internal BaseDirectory Root(Workspace workspace, BaseDirectory devices) => BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal)
    {
        ["dev"] = devices,
        ["lib"] = Below("lib", KeyValuePair.Create<string, Node>("site-packages", workspace.Packages)),
        ["usr"] = Below("usr"),
        ["etc"] = Below("etc"),
        ["tmp"] = Empty(),
        ["home"] = BaseDirectory.Of(isProtected: true, new(StringComparer.Ordinal) { ["capsule"] = Empty() }),
        ["workspace"] = workspace.Files,
    });

    private static BaseDirectory Empty() => BaseDirectory.Of(isProtected: false, new(StringComparer.Ordinal));

    private BaseDirectory Below(string name, params KeyValuePair<string, Node>[] more) => new(
        isProtected: true,
        () => tree.Value.Entries.TryGetValue(name, out var node) && node is BaseDirectory directory
            ? new(directory.Entries.Concat(more), StringComparer.Ordinal)
            : new(more, StringComparer.Ordinal));

    private static IEnumerable<KeyValuePair<string, BaseFile>> Unpack(string archive)
    {
        var zip = ZipFile.OpenRead(archive);
        var gate = new Lock();
        foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            yield return KeyValuePair.Create(entry.FullName, new BaseFile(entry.Length, () => Read(entry, gate)));
        }
    }

    private static ReadOnlyMemory<byte> Read(ZipArchiveEntry entry, Lock gate)
    {
        lock (gate)
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }
}
