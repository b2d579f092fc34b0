using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>Sets permissions and times of files of the host, by name or open.</summary>
internal static unsafe class HostMetadata
{
    private const long Second = 1_000_000_000;
    private const long Omit = 0x3ffffffe; // UTIME_OMIT

    /// <summary>Never of what a symbolic link leads to.</summary>
    internal static Errno SetPermissions(HostVolume volume, HostPlace place, string name, uint permissions) =>
        !volume.IsWritable ? Errno.ReadOnly : HostErrors.Check(Libc.fchmodat(
            place.Handle, HostNames.ToBytes(name), permissions & HostStat.SafeBits, Libc.NoFollow));

    internal static Errno SetPermissions(HostVolume volume, SafeFileHandle file, uint permissions) =>
        !volume.IsWritable ? Errno.ReadOnly : HostErrors.Check(Libc.fchmod(file, permissions & HostStat.SafeBits));

    internal static Errno SetTimes(HostVolume volume, HostPlace place, string name, long? accessed, long? modified)
    {
        var times = stackalloc[] { ToSpec(accessed), ToSpec(modified) };
        return !volume.IsWritable ? Errno.ReadOnly : HostErrors.Check(Libc.utimensat(
            place.Handle, HostNames.ToBytes(name), times, Libc.NoFollow));
    }

    internal static Errno SetTimes(HostVolume volume, SafeFileHandle file, long? accessed, long? modified)
    {
        var times = stackalloc[] { ToSpec(accessed), ToSpec(modified) };
        return !volume.IsWritable ? Errno.ReadOnly : HostErrors.Check(Libc.futimens(file, times));
    }

    private static Libc.TimeSpec ToSpec(long? time)
    {
        if (time is not { } nanoseconds)
        {
            return new Libc.TimeSpec { Nanoseconds = Omit };
        }

        var seconds = Math.DivRem(nanoseconds, Second, out var rest);
        return rest < 0
            ? new Libc.TimeSpec { Seconds = seconds - 1, Nanoseconds = rest + Second }
            : new Libc.TimeSpec { Seconds = seconds, Nanoseconds = rest };
    }
}
