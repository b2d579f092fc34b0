namespace Capsule.Guests.FileSystem.Base;

/// <summary>
/// A directory that many sandboxes share. Protected ones are seen as they are; over the others each sandbox has a
/// directory of its own (<see cref="Memory.MemoryDirectory"/>).
/// </summary>
/// <param name="isProtected">Whether guests may write here, each in its own copy.</param>
/// <param name="load">Gives the entries when they are looked at first.</param>
internal sealed class BaseDirectory(bool isProtected, Func<Dictionary<string, Node>> load) : FixedDirectory
{
    private readonly Lazy<Dictionary<string, Node>> entries = new(load);
    private readonly ulong inode = BaseTree.NextInode();

    internal bool IsProtected => isProtected;

    internal IReadOnlyDictionary<string, Node> Entries => entries.Value;

    internal static BaseDirectory Of(bool isProtected, Dictionary<string, Node> entries) => new(isProtected, () => entries);

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Directory,
        Permissions = isProtected ? 0x16du : 0x1edu, // r-xr-xr-x, rwxr-xr-x
        Inode = inode,
        Links = 2,
        Size = 4096,
        Times = FileTimes.At(BaseTree.Time),
    };

    internal override Result<Node> Lookup(string name) =>
        entries.Value.TryGetValue(name, out var node) ? node : Errno.NoEntry;

    internal override Result<Listing> List() => new Listing([.. entries.Value
        .Where(entry => entry.Value is not BytecodeDirectory)
        .Select(entry => (Name: entry.Key, Stat: entry.Value.Stat()))
        .Select(entry => new DirectoryEntry(entry.Name, entry.Stat.Kind, entry.Stat.Inode))]);

    internal override Errno CreateDirectory(string name, uint permissions) =>
        entries.Value.ContainsKey(name) ? Errno.Exists : Errno.AccessDenied;
}
