namespace Capsule.Guests.FileSystem;

/// <summary>A file of any kind that is open as a place only (O_PATH): it can be asked for its status.</summary>
/// <param name="node">The file.</param>
/// <param name="directory">Its place, if it is a directory.</param>
/// <param name="kept">Keeps the contents of a file whose name is removed.</param>
internal sealed class OpenPath(Node node, DirectoryPath? directory, OpenFile? kept) : OpenFile
{
    internal override DirectoryPath? Directory => directory;

    internal override FileStat Stat() => kept?.Stat() ?? node.Stat();

    internal override Result<int> Read(Span<byte> into, long position) => Errno.BadDescriptor;

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.BadDescriptor;

    internal override Errno SetPermissions(uint permissions) => Errno.BadDescriptor;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.BadDescriptor;

    protected override void Close() => kept?.Release();
}
