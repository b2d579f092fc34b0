using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.Abstractions;

/// <summary>The files of a program, as every sandbox of it finds them. Immutable and shared.</summary>
internal sealed class Workspace
{
    /// <summary>Where the program's own files are in a guest; also the working directory.</summary>
    public const string Path = "/workspace";

    /// <summary>Where packages of others are in a guest.</summary>
    public const string PackagesPath = "/lib/site-packages";

    private const string Source = ".py";

    /// <summary>What modules that are in no package belong to.</summary>
    private const string Alone = "";

    /// <summary>No files.</summary>
    public static readonly Workspace Empty = new(WorkspaceFolder.Empty, WorkspaceFolder.Empty);

    /// <summary>Takes the program's own files, and those of packages, and what gives the bytecode of the latter, if anything does.</summary>
    public Workspace(WorkspaceFolder files, WorkspaceFolder packages, IModuleCompiler? compiler = null)
    {
        Files = ToDirectory(files, isProtected: false, compiler: null, package: null);
        Packages = ToDirectory(packages, isProtected: true, compiler, package: null);
    }

    /// <summary>Guests see these, and change copies of their own.</summary>
    internal BaseDirectory Files { get; }

    /// <summary>Guests only read these.</summary>
    internal BaseDirectory Packages { get; }

    /// <summary>The contents of a file of a package, by its path in a guest, or null when there is none.</summary>
    internal ReadOnlyMemory<byte>? Find(string path)
    {
        if (!path.StartsWith(PackagesPath + "/", StringComparison.Ordinal))
        {
            return null;
        }

        Node? at = Packages;
        foreach (var name in path[(PackagesPath.Length + 1)..].Split('/'))
        {
            at = (at as BaseDirectory)?.Entries.GetValueOrDefault(ByteString.FromText(name));
        }

        return (at as BaseFile)?.Contents;
    }

    private static BaseDirectory ToDirectory(
        WorkspaceFolder folder, bool isProtected, IModuleCompiler? compiler, string? package) => new(isProtected, () =>
    {
        var entries = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in folder.List())
        {
            entries[ByteString.FromText(node.Name)] = node switch
            {
                WorkspaceFile file => new BaseFile(file.Size, file.Load),
                WorkspaceFolder below => ToDirectory(below, isProtected, compiler, package ?? below.Name),
                _ => throw new ArgumentException($"'{node.Name}' is neither file nor folder", nameof(folder)),
            };
        }

        if (compiler is not null)
        {
            AddBytecode(entries, compiler, package);
        }

        return entries;
    });

    /// <summary>A folder without modules stays as it is, and so does one that brings bytecode along.</summary>
    private static void AddBytecode(Dictionary<string, Node> entries, IModuleCompiler compiler, string? package)
    {
        var sources = entries
            .Where(entry => entry is { Value: BaseFile } && entry.Key.EndsWith(Source, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[..^Source.Length], entry => (BaseFile)entry.Value, StringComparer.Ordinal);
        if (sources.Count > 0)
        {
            entries.TryAdd(
                BytecodeDirectory.Name,
                new BytecodeDirectory(sources, source => compiler.Compile(package ?? Alone, source)));
        }
    }
}
