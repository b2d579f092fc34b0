namespace Capsule.Guests.FileSystem.Devices;

/// <summary>A character device, such as <c>/dev/null</c>.</summary>
/// <param name="inode">Its inode.</param>
/// <param name="read">Fills a buffer; gives how many bytes there are.</param>
/// <param name="write">What writing answers.</param>
internal sealed class DeviceFile(ulong inode, Func<Span<byte>, int> read, Errno write = Errno.Success) : FileNode
{
    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Character,
        Permissions = 0x1b6, // rw-rw-rw-
        Inode = inode,
        Times = FileTimes.At(Base.BaseTree.Time),
    };

    internal override Result<OpenFile> Open(OpenFlags flags) => new OpenDevice(this) { Flags = flags & OpenFlags.Status };

    internal override Errno SetPermissions(uint permissions) => Errno.NotPermitted;

    internal override Errno SetTimes(long? accessed, long? modified) => Errno.NotPermitted;

    private sealed class OpenDevice(DeviceFile device) : OpenFile
    {
        internal override FileStat Stat() => device.Stat();

        internal override Result<int> Read(Span<byte> into, long position) => device.Fill(into);

        internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => device.Take(bytes.Length);
    }

    private Result<int> Fill(Span<byte> into) => read(into);

    private Result<int> Take(int count) => write == Errno.Success || count == 0 ? count : write;
}
