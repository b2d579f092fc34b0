using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>
/// Reads a directory of the host: <c>struct linux_dirent64</c> has the inode at 0 (u64), its length at 16 (u16), the kind
/// at 18 (u8) and the name at 19, up to a zero.
/// </summary>
internal static unsafe class HostListing
{
    private const int BufferSize = 64 * 1024;

    internal static Result<Listing> Read(HostDirectory parent, HostPlace place, IReadOnlyDictionary<string, Node> mounts)
    {
        var volume = parent.Volume;
        var opened = HostOpen.File(place.Handle, ".", HostOpen.ReadOnly | HostOpen.Directory);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        using var directory = opened.Value;
        var entries = new List<DirectoryEntry>();
        var error = ReadAll(volume, directory, entries);
        var usage = volume.Usage;
        if (error != Errno.Success)
        {
            usage.ReleaseListed(entries.Count);
            return error;
        }

        var listed = entries.Count;
        entries.RemoveAll(entry => mounts.ContainsKey(entry.Name) || volume.Hides(parent, directory, entry));
        entries.AddRange(mounts.Select(mount => ToEntry(mount.Key, mount.Value.Stat())));
        return new Listing(entries, () => usage.ReleaseListed(listed));
    }

    /// <summary>Threat: directories may have any number of entries, and a guest may be reading many of them.</summary>
    private static Errno ReadAll(HostVolume volume, SafeFileHandle directory, List<DirectoryEntry> entries)
    {
        var buffer = new byte[BufferSize];
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                var length = Libc.getdents64(directory, bytes, BufferSize);
                if (length <= 0)
                {
                    return length == 0 ? Errno.Success : HostErrors.Last();
                }

                for (var at = bytes; at < bytes + length; at += *(ushort*)(at + 16))
                {
                    var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(at + 19);
                    if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
                    {
                        continue;
                    }

                    if (!volume.Usage.TryList(1))
                    {
                        return Errno.NoMemory;
                    }

                    entries.Add(new DirectoryEntry(ByteString.FromBytes(name), KindOf(directory, at), *(ulong*)at));
                }
            }
        }
    }

    /// <summary>Some file systems do not tell the kind in a listing.</summary>
    private static FileKind KindOf(SafeFileHandle directory, byte* entry)
    {
        var kind = (FileKind)(entry[18] << 12);
        if (kind != 0)
        {
            return kind;
        }

        var name = ByteString.FromBytes(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19));
        var found = HostStat.Of(directory, name);
        return found.Ok ? found.Value.Kind : FileKind.Regular;
    }

    private static DirectoryEntry ToEntry(string name, FileStat stat) => new(name, stat.Kind, stat.Inode);
}
