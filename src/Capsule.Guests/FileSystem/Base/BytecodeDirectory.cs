namespace Capsule.Guests.FileSystem.Base;

/// <summary>
/// A <c>__pycache__</c> that has a file for each module beside it, which is made when a guest asks for it. No listing shows it or
/// its files: they are no part of the package, and to list one would be to make it.
/// </summary>
/// <param name="sources">Sources of modules, by name without the <c>.py</c>.</param>
/// <param name="compile">Gives the bytecode of a source.</param>
internal sealed class BytecodeDirectory(
    IReadOnlyDictionary<string, BaseFile> sources, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> compile) : FixedDirectory
{
    /// <summary>The directory's name.</summary>
    internal const string Name = "__pycache__";

    /// <summary>What CPython appends to a module's name; files of other optimisation levels have other suffixes.</summary>
    private const string Suffix = ".cpython-314.pyc";

    private readonly Dictionary<string, BaseFile> made = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly ulong inode = BaseTree.NextInode();

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Directory,
        Permissions = 0x16du, // r-xr-xr-x
        Inode = inode,
        Links = 2,
        Size = 4096,
        Times = FileTimes.At(BaseTree.Time),
    };

    internal override Result<Node> Lookup(string name)
    {
        if (!name.EndsWith(Suffix, StringComparison.Ordinal) || !sources.TryGetValue(name[..^Suffix.Length], out var source))
        {
            return Errno.NoEntry;
        }

        lock (gate)
        {
            if (!made.TryGetValue(name, out var file))
            {
                made[name] = file = BaseFile.Made(() => compile(source.Contents));
            }

            return file;
        }
    }

    internal override Result<Listing> List() => new Listing([]);
}
