using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem;

/// <summary>A directory while it is open: its listing is taken when it is first read, and kept until rewound.</summary>
internal sealed class OpenDirectory(DirectoryPath place) : OpenFile
{
    /// <summary>What an entry takes beside its name, which is UTF-16: two objects and their place in a list, twice while it is made.</summary>
    private const long EntryBytes = 128;

    private Listing? listing;
    private HostMemory? account;
    private long charged;
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

    /// <summary>Whether a listing is held.</summary>
    internal bool IsListed => entries is not null;

    /// <summary>The entries, with <c>.</c> and <c>..</c> first.</summary>
    /// <param name="memory">The account that pays until the directory is closed or rewound; null where nobody has to.</param>
    internal Result<IReadOnlyList<DirectoryEntry>> Entries(HostMemory? memory = null)
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

            var bytes = listed.Value.Entries.Sum(entry => EntryBytes + (2L * entry.Name.Length));
            if (memory?.TryCharge(bytes) == false)
            {
                listed.Value.Dispose();
                return Errno.NoMemory;
            }

            (listing, account, charged) = (listed.Value, memory, bytes);
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
        account?.Release(charged);
        (listing, entries, account) = (null, null, null);
    }
}
