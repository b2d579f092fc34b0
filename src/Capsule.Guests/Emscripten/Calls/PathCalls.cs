using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>System calls that name a file by its path. They answer 0, or minus an error number.</summary>
internal static class PathCalls
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int RemoveDirectory = 0x200; // AT_REMOVEDIR
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Kernel("openat", "iiii", Open),
        SystemCall.Kernel("stat64", "ii", a => Stat(a, Place.Read(a, 0), 1, follow: true)),
        SystemCall.Kernel("lstat64", "ii", a => Stat(a, Place.Read(a, 0), 1, follow: false)),
        SystemCall.Kernel("newfstatat", "iiii", StatAt),
        SystemCall.Kernel("faccessat", "iiii", Access),
        SystemCall.Kernel("readlinkat", "iiii", ReadLink),
        SystemCall.Kernel("getcwd", "ii", GetCurrentDirectory),
        SystemCall.Kernel("chdir", "i", a => At(Place.Read(a, 0), p => a.Process.Files.ChangeDirectory(p.Start, p.Path))),
        SystemCall.Kernel("mkdirat", "iii", a => At(Place.Read(a, 0, 1), p => a.Process.Files.MakeDirectory(p.Start, p.Path, (uint)a[2]))),
        SystemCall.Kernel("mknodat", "iiii", _ => -(int)Errno.NotPermitted),
        SystemCall.Kernel("symlinkat", "iii", MakeSymlink),
        SystemCall.Kernel("unlinkat", "iii", Unlink),
        SystemCall.Kernel("rmdir", "i", a => At(Place.Read(a, 0), p => a.Process.Files.RemoveDirectory(p.Start, p.Path))),
        SystemCall.Kernel("renameat", "iiii", Rename),
        SystemCall.Kernel("truncate64", "il", a => At(Place.Read(a, 0), p => Truncate(a, p))),
        SystemCall.Kernel("chmod", "ii", a => SetPermissions(a, Place.Read(a, 0), a[1], follow: true)),
        SystemCall.Kernel("fchmodat2", "iiii", a => SetPermissions(a, Place.Read(a, 0, 1), a[2], (a[3] & NoFollow) == 0)),
        SystemCall.Kernel("fchownat", "iiiii", a => At(Place.Read(a, 0, 1), p => OwnerCalls.Check(a.Process.Files.Find(p.Start, p.Path), a[2], a[3]))),
        SystemCall.Kernel("utimensat", "iiii", SetTimes),
        SystemCall.Kernel("statfs64", "iii", a => At(Place.Read(a, 0), p => StatFileSystem(a, p))),
        SystemCall.Kernel("fstatfs64", "iii", a => a.File(0) is { } file ? StatLayout.WriteFileSystem(a, 2, file.Space) : -(int)Errno.BadDescriptor),
    ];

    private static int At(Result<Place> place, Func<Place, Errno> operate) =>
        -(int)(place.Ok ? operate(place.Value) : place.Error);

    private static int Open(Arguments arguments)
    {
        var place = Place.Read(arguments, 0, 1);
        if (!place.Ok)
        {
            return -(int)place.Error;
        }

        var process = arguments.Process;
        var (flags, mode) = ((OpenFlags)arguments[2], (uint)arguments.Variadic(3));
        var opened = process.Files.Open(place.Value.Start, place.Value.Path, flags, mode);
        if (opened.Ok && flags.HasFlag(OpenFlags.Truncate))
        {
            ShowChange(arguments, opened.Value.Stat());
        }

        return opened.Ok ? DescriptorCalls.Add(process.Descriptors, opened.Value) : -(int)opened.Error;
    }

    private static int Stat(Arguments arguments, Result<Place> place, int buffer, bool follow)
    {
        if (!place.Ok)
        {
            return -(int)place.Error;
        }

        var found = arguments.Process.Files.Stat(place.Value.Start, place.Value.Path, follow);
        return found.Ok ? StatLayout.Write(arguments, buffer, found.Value) : -(int)found.Error;
    }

    private static int StatAt(Arguments arguments)
    {
        var flags = arguments[3];
        return (flags & EmptyPath) != 0 && arguments.Path(1) is ""
            ? arguments.File(0) is { } file ? StatLayout.Write(arguments, 2, file.Stat()) : -(int)Errno.BadDescriptor
            : Stat(arguments, Place.Read(arguments, 0, 1), 2, (flags & NoFollow) == 0);
    }

    private static int Access(Arguments arguments)
    {
        var (process, wanted) = (arguments.Process, (uint)arguments[2]);
        return wanted > 7
            ? -(int)Errno.Invalid
            : At(Place.Read(arguments, 0, 1), p => process.Files.CheckAccess(p.Start, p.Path, wanted));
    }

    private static int ReadLink(Arguments arguments)
    {
        var place = Place.Read(arguments, 0, 1);
        var target = place.Ok ? arguments.Process.Files.ReadLink(place.Value.Start, place.Value.Path) : place.Error;
        if (!target.Ok || arguments[3] <= 0)
        {
            return -(int)(target.Ok ? Errno.Invalid : target.Error);
        }

        var bytes = ByteString.ToBytes(target.Value);
        var count = Math.Min(bytes.Length, arguments[3]);
        bytes.AsSpan(0, count).CopyTo(arguments.Memory.Bytes(arguments.Address(2), (uint)count));
        return count;
    }

    private static int GetCurrentDirectory(Arguments arguments)
    {
        var path = arguments.Process.Files.CurrentDirectory;
        if (!path.Ok)
        {
            return -(int)path.Error;
        }

        var bytes = ByteString.ToBytes(path.Value + "\0");
        if (arguments[1] < bytes.Length)
        {
            return -(int)Errno.Range;
        }

        bytes.CopyTo(arguments.Memory.Bytes(arguments.Address(0), (uint)bytes.Length));
        return bytes.Length;
    }

    private static int MakeSymlink(Arguments arguments)
    {
        var (process, target) = (arguments.Process, arguments.Path(0));
        return target is null
            ? -(int)Errno.NameTooLong
            : At(Place.Read(arguments, 1, 2), p => process.Files.MakeSymlink(p.Start, p.Path, target));
    }

    private static int Unlink(Arguments arguments)
    {
        var process = arguments.Process;
        return arguments[2] switch
        {
            0 => At(Place.Read(arguments, 0, 1), p => process.Files.RemoveFile(p.Start, p.Path)),
            RemoveDirectory => At(Place.Read(arguments, 0, 1), p => process.Files.RemoveDirectory(p.Start, p.Path)),
            _ => -(int)Errno.Invalid,
        };
    }

    private static int Rename(Arguments arguments)
    {
        var (process, to) = (arguments.Process, Place.Read(arguments, 2, 3));
        return At(Place.Read(arguments, 0, 1), from => to.Ok
            ? process.Files.Rename(from.Start, from.Path, to.Value.Start, to.Value.Path)
            : to.Error);
    }

    private static Errno Truncate(Arguments arguments, Place place)
    {
        if (arguments.Long(1) < 0)
        {
            return Errno.Invalid;
        }

        var process = arguments.Process;
        var found = process.Mappings.IsEmpty ? Errno.NoEntry : process.Files.Find(null, place.Path);
        if (found.Ok)
        {
            process.Mappings.Flush(
                arguments.Memory, FileIdentity.Of(found.Value.Stat()), 0, long.MaxValue, MappingCalls.Charging(arguments.Call));
        }

        var error = process.Files.Truncate(place.Path, arguments.Long(1));
        if (found.Ok)
        {
            ShowChange(arguments, found.Value.Stat());
        }

        return error;
    }

    /// <summary>After a file got another length: mappings of it show that.</summary>
    private static void ShowChange(Arguments arguments, FileStat file) => arguments.Process.Mappings.Refresh(
        arguments.Memory, FileIdentity.Of(file), 0, long.MaxValue, MappingCalls.Charging(arguments.Call));

    private static int SetPermissions(Arguments arguments, Result<Place> place, int mode, bool follow)
    {
        var process = arguments.Process;
        return At(place, p =>
            process.Files.Change(p.Start, p.Path, follow, node => node.SetPermissions((uint)mode & 0xfff)));
    }

    private static int SetTimes(Arguments arguments)
    {
        var process = arguments.Process;
        var times = TimesLayout.Read(arguments, 2);
        if (arguments.Address(1) == 0 || arguments.Path(1) is "")
        {
            return -(int)(arguments.File(0)?.SetTimes(times.Accessed, times.Modified) ?? Errno.BadDescriptor);
        }

        var follow = (arguments[3] & NoFollow) == 0;
        return At(Place.Read(arguments, 0, 1), p => process.Files.Change(
            p.Start, p.Path, follow, node => node.SetTimes(times.Accessed, times.Modified)));
    }

    private static Errno StatFileSystem(Arguments arguments, Place place)
    {
        var found = arguments.Process.Files.Find(place.Start, place.Path);
        if (found.Ok)
        {
            _ = StatLayout.WriteFileSystem(arguments, 2, found.Value.Space);
        }

        return found.Error;
    }
}
