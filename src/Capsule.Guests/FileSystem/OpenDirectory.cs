using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem;

/// <summary>A directory while it is open: its listing is taken when it is first read, and kept until rewound.</summary>
internal sealed class OpenDirectory(DirectoryPath place) : OpenFile
{
    private Listing? listing;
    private IReadOnlyList<DirectoryEntry>? entries;

    internal override DirectoryPath Directory => place;

    internal override OpenState Capture() =>
        place.Node.IsRemoved ? OpenState.Lost.Instance : new OpenState.Folder(place.FullName);

    internal override VolumeSpace? Space => place.Node.Space;

    internal override FileStat Stat() => place.Node.Stat();

    internal override Result<int> Read(Span<byte> into, long position) => Errno.IsDirectory;

    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position) => Errno.BadDescriptor;

    internal override Errno SetPermissions(uint permissions) => place.Node.SetPermissions(permissions);

    internal override Errno SetTimes(long? accessed, long? modified) => place.Node.SetTimes(accessed, modified);

    /// <summary>The entries, with <c>.</c> and <c>..</c> first.</summary>
    internal Result<IReadOnlyList<DirectoryEntry>> Entries()
    {
        if (place.Node.IsRemoved)
        {
            return Errno.NoEntry;
        }

        if (entries is null)
        {
            var listed = place.Node.List();
            if (!listed.Ok)
            {
                return listed.Error;
            }

            listing = listed.Value;

            entries =
            [
                new DirectoryEntry(".", FileKind.Directory, place.Node.Inode),
                new DirectoryEntry("..", FileKind.Directory, place.Up.Node.Inode),
                .. listing.Entries,
            ];
        }

        return new Result<IReadOnlyList<DirectoryEntry>>(entries, Errno.Success);
    }

    internal void Rewind()
    {
        Close();
        Position = 0;
    }

    protected override void Close()
    {
        listing?.Dispose();
        (listing, entries) = (null, null);
    }
}
