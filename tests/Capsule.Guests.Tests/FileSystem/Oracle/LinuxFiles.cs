using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Tests.FileSystem.Oracle;

/// <summary>Asks Linux.</summary>
internal sealed unsafe class LinuxFiles : IFiles, IDisposable
{
    private const int CurrentPlace = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EffectiveUser = 0x200; // AT_EACCESS
    private const int RemoveDirectoryFlag = 0x200; // AT_REMOVEDIR
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    private readonly int[] slots = [-1, -1, -1];

    public string Open(int slot, At at, OpenFlags flags, uint mode)
    {
        var file = Libc.openat(Start(at), Bytes(at.Path), Number(flags), mode);
        var error = LinuxErrors.Last(file < 0);
        if (file >= 0)
        {
            Replace(slot, file);
        }

        return Answer.Of(error);
    }

    public string Close(int slot)
    {
        var closed = Done(Libc.close(slots[slot]));
        slots[slot] = -1;
        return closed;
    }

    public string Duplicate(int slot, int into)
    {
        var file = Libc.dup(slots[slot]);
        var error = LinuxErrors.Last(file < 0);
        if (file >= 0)
        {
            Replace(into, file);
        }

        return Answer.Of(error);
    }

    public string Read(int slot, int count, long? position)
    {
        var bytes = new byte[count];
        var read = position is { } at
            ? Libc.pread(slots[slot], bytes, count, at)
            : Libc.read(slots[slot], bytes, count);
        return read < 0 ? Done(-1) : Answer.OfBytes(bytes.AsSpan(0, (int)read));
    }

    public string Write(int slot, byte[] bytes, long? position)
    {
        var written = position is { } at
            ? Libc.pwrite(slots[slot], bytes, bytes.Length, at)
            : Libc.write(slots[slot], bytes, bytes.Length);
        return written < 0 ? Done(-1) : $"wrote {written}";
    }

    public string Resize(int slot, long length) => Done(Libc.ftruncate(slots[slot], length));

    public string Resize(string path, long length) => Done(Libc.truncate(Bytes(path), length));

    public string Stat(int slot) => Stat(slots[slot], "", EmptyPath);

    public string Stat(At at, bool follow) => Stat(Start(at), at.Path, follow ? 0 : NoFollow);

    public string SetMode(int slot, uint mode) => Done(Libc.fchmod(slots[slot], mode));

    public string SetMode(At at, uint mode) => Done(Libc.fchmodat(Start(at), Bytes(at.Path), mode, 0));

    public string Access(At at, uint wanted) =>
        Done(Libc.faccessat(Start(at), Bytes(at.Path), (int)wanted, EffectiveUser));

    public string List(At at)
    {
        var file = Libc.openat(Start(at), Bytes(at.Path), Number(OpenFlags.Directory), 0);
        if (file < 0)
        {
            return Done(-1);
        }

        var entries = new List<(string Name, uint Kind)>();
        var buffer = new byte[4096];
        nint count;
        while ((count = Libc.getdents64(file, buffer, buffer.Length)) > 0)
        {
            AddEntries(entries, buffer.AsSpan(0, (int)count));
        }

        var answer = count < 0 ? Done(-1) : Answer.OfEntries(entries);
        _ = Libc.close(file);
        return answer;
    }

    public string MakeDirectory(At at, uint mode) => Done(Libc.mkdirat(Start(at), Bytes(at.Path), mode));

    public string MakeLink(string target, At at) => Done(Libc.symlinkat(Bytes(target), Start(at), Bytes(at.Path)));

    public string ReadLink(At at)
    {
        var buffer = new byte[4096];
        var count = Libc.readlinkat(Start(at), Bytes(at.Path), buffer, buffer.Length);
        return count < 0 ? Done(-1) : Answer.Quote(ByteString.FromBytes(buffer.AsSpan(0, (int)count)));
    }

    public string RemoveFile(At at) => Done(Libc.unlinkat(Start(at), Bytes(at.Path), 0));

    public string RemoveDirectory(At at) => Done(Libc.unlinkat(Start(at), Bytes(at.Path), RemoveDirectoryFlag));

    public string Rename(At from, At to) =>
        Done(Libc.renameat(Start(from), Bytes(from.Path), Start(to), Bytes(to.Path)));

    public string Link(At from, At to) =>
        Done(Libc.linkat(Start(from), Bytes(from.Path), Start(to), Bytes(to.Path), 0));

    public string ChangeDirectory(string path) => Done(Libc.chdir(Bytes(path)));

    public string ChangeDirectory(int slot) => Done(Libc.fchdir(slots[slot]));

    public string CurrentDirectory()
    {
        var buffer = new byte[8192];
        return Libc.getcwd(buffer, buffer.Length) is null
            ? Done(-1)
            : Answer.Quote(ByteString.FromBytes(buffer.AsSpan(0, buffer.IndexOf((byte)0))));
    }

    public void Dispose()
    {
        for (var slot = 0; slot < slots.Length; slot++)
        {
            Replace(slot, -1);
        }
    }

    internal static byte[] Bytes(string path) => [.. ByteString.ToBytes(path), 0];

    private static string Done(int result) => Answer.Of(LinuxErrors.Last(result < 0));

    /// <summary>On arm64, two flags have numbers of their own.</summary>
    private static int Number(OpenFlags flags)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.Arm64)
        {
            return (int)flags;
        }

        var common = (int)(flags & ~(OpenFlags.Directory | OpenFlags.NoFollow));
        return common
            | (flags.HasFlag(OpenFlags.Directory) ? 0x4000 : 0)
            | (flags.HasFlag(OpenFlags.NoFollow) ? 0x8000 : 0);
    }

    private static string Stat(int directory, string path, int flags)
    {
        var stat = stackalloc byte[256];
        return Libc.statx(directory, Bytes(path), flags, BasicStats, stat) != 0
            ? Done(-1)
            : Answer.OfStat(*(ushort*)(stat + 0x1c), *(ulong*)(stat + 0x28), *(uint*)(stat + 0x10));
    }

    /// <summary>struct linux_dirent64: length at 16, type at 18, name at 19.</summary>
    private static void AddEntries(List<(string Name, uint Kind)> entries, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
            var name = bytes[19..length];
            entries.Add((ByteString.FromBytes(name[..name.IndexOf((byte)0)]), bytes[18]));
            bytes = bytes[length..];
        }
    }

    private int Start(At at) => at.Slot is { } slot ? slots[slot] : CurrentPlace;

    private void Replace(int slot, int file)
    {
        if (slots[slot] >= 0)
        {
            _ = Libc.close(slots[slot]);
        }

        slots[slot] = file;
    }
}
