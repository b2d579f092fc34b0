using Capsule.Guests.FileSystem.States;

namespace Capsule.Guests.FileSystem.Memory;

/// <summary>A private file.</summary>
internal sealed class MemoryFile : FileNode
{
    /// <summary>Threat: a sparse file of exabytes costs the host its table of chunks.</summary>
    private const long LengthLimit = 1L << 32;

    private readonly MemoryVolume volume;
    private readonly ChunkedBuffer contents;
    private readonly ulong inode;
    private uint permissions;
    private FileTimes times;
    private uint links = 1;
    private int users = 1;
    private FileState? captured;

    internal MemoryFile(MemoryVolume volume, uint permissions)
    {
        this.volume = volume;
        this.permissions = permissions;
        contents = new ChunkedBuffer(volume.Quota);
        inode = volume.NextInode();
        times = FileTimes.At(volume.Now);
    }

    internal MemoryFile(MemoryVolume volume, FileState state)
    {
        this.volume = volume;
        permissions = state.Permissions;
        contents = new ChunkedBuffer(volume.Quota, state.Chunks, state.Length);
        inode = state.Inode;
        times = state.Times;
        links = state.Links;
        users = (int)state.Links;
        captured = state;
        for (var names = Math.Max(1, links); names > 0; names--)
        {
            volume.Quota.AdoptNode();
        }
    }

    internal override FileStat Stat() => new()
    {
        Kind = FileKind.Regular,
        Permissions = permissions,
        Inode = inode,
        Links = links,
        Size = contents.Length,
        Times = times,
    };

    internal override Result<OpenFile> Open(OpenFlags flags)
    {
        if (flags.HasFlag(OpenFlags.Truncate))
        {
            Truncate(0);
        }

        return Reopen(flags & OpenFlags.Status);
    }

    /// <summary>Opens it as it was open in another sandbox.</summary>
    internal OpenFile Reopen(OpenFlags status)
    {
        users++;
        return new OpenMemoryFile(this) { Flags = status };
    }

    /// <summary>Its state now; the same object as long as nothing changes.</summary>
    internal FileState Capture() => captured ??= new FileState
    {
        Permissions = permissions,
        Inode = inode,
        Times = times,
        Length = contents.Length,
        Chunks = contents.Share(),
        Links = links,
    };

    internal int Read(Span<byte> into, long position) => contents.Read(into, position);

    internal Result<int> Write(ReadOnlySpan<byte> bytes, long position)
    {
        if (position > LengthLimit - bytes.Length)
        {
            return Errno.FileTooBig;
        }

        var written = contents.Write(bytes, position);
        Touch();
        return written == 0 && !bytes.IsEmpty ? Errno.NoSpace : written;
    }

    internal Errno Truncate(long length)
    {
        if (length > LengthLimit)
        {
            return Errno.FileTooBig;
        }

        contents.SetLength(length);
        Touch();
        return Errno.Success;
    }

    internal override Errno SetPermissions(uint permissions)
    {
        this.permissions = permissions;
        SetTimes(times with { Changed = volume.Now });
        return Errno.Success;
    }

    internal override Errno SetTimes(long? accessed, long? modified)
    {
        SetTimes(new FileTimes(accessed ?? times.Accessed, modified ?? times.Modified, volume.Now));
        return Errno.Success;
    }

    /// <summary>Counts one more name.</summary>
    internal MemoryFile AddLink()
    {
        links++;
        users++;
        SetTimes(times with { Changed = volume.Now });
        return this;
    }

    /// <summary>Takes one of the file's names away; each counts as a node.</summary>
    internal void Unlink()
    {
        links--;
        SetTimes(times with { Changed = volume.Now });
        if (links > 0)
        {
            volume.Quota.RemoveNode();
        }

        Release();
    }

    /// <summary>Lets go of one use: its name, or one time it was opened. The last one frees the contents.</summary>
    internal void Release()
    {
        if (--users == 0)
        {
            contents.SetLength(0);
            volume.Quota.RemoveNode();
        }
    }

    private void Touch()
    {
        var now = volume.Now;
        SetTimes(times with { Modified = now, Changed = now });
    }

    /// <summary>Every change of a file ends here.</summary>
    private void SetTimes(FileTimes now)
    {
        times = now;
        captured = null;
    }
}
