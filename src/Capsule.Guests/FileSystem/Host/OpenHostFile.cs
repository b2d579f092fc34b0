using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Guests.FileSystem.Host;

/// <summary>A file of the host while it is open. Bytes go straight between it and the guest's memory.</summary>
internal sealed unsafe class OpenHostFile(HostVolume volume, SafeFileHandle handle) : OpenFile
{
    private const int NotSupported = 95; // EOPNOTSUPP
    private FileStat last;

    internal override FileStat Stat()
    {
        var found = HostStat.Of(handle);
        last = found.Ok ? found.Value.ToGuest(volume.Device) : last;
        return last;
    }

    internal override Result<int> Read(Span<byte> into, long position)
    {
        fixed (byte* bytes = into)
        {
            while (true)
            {
                var count = Libc.pread(handle, bytes, into.Length, position);
                if (count >= 0 || Marshal.GetLastPInvokeError() != HostErrors.Interrupted)
                {
                    return count >= 0 ? (int)count : HostErrors.Last();
                }
            }
        }
    }

    /// <summary>Writes as much as the quota allows.</summary>
    internal override Result<int> Write(ReadOnlySpan<byte> bytes, long position)
    {
        var budget = volume.Usage.Budget;
        var gap = Flags.HasFlag(OpenFlags.Append) ? 0 : position - Stat().Size;
        var allowed = budget.Allow(bytes.Length, gap);
        if (allowed == 0 && !bytes.IsEmpty)
        {
            return Errno.NoSpace;
        }

        var written = WriteAllowed(bytes[..allowed], position);
        budget.Revoke(allowed, written.Value, gap);
        return written;
    }

    internal override Errno Truncate(long length)
    {
        var (budget, growth) = (volume.Usage.Budget, length - Stat().Size);
        if (growth > 0 && !budget.TryGrow(growth))
        {
            return Errno.NoSpace;
        }

        var error = HostErrors.Check(Libc.ftruncate(handle, length));
        if (error != Errno.Success)
        {
            budget.RevokeGrown(growth);
        }

        return error;
    }

    internal override Errno Flush() => HostErrors.Check(Libc.fsync(handle));

    internal override Errno SetPermissions(uint permissions) => HostMetadata.SetPermissions(volume, handle, permissions);

    internal override Errno SetTimes(long? accessed, long? modified) =>
        HostMetadata.SetTimes(volume, handle, accessed, modified);

    protected override void Close()
    {
        handle.Dispose();
        volume.Usage.Close();
    }

    private Result<int> WriteAllowed(ReadOnlySpan<byte> bytes, long position)
    {
        fixed (byte* from = bytes)
        {
            while (true)
            {
                var count = Put(from, bytes.Length, position);
                if (count >= 0 || Marshal.GetLastPInvokeError() != HostErrors.Interrupted)
                {
                    return count >= 0 ? (int)count : HostErrors.Last();
                }
            }
        }
    }

    /// <summary>Appending is left to the kernel: others may be appending to the same file.</summary>
    private nint Put(byte* from, int count, long position)
    {
        if (Flags.HasFlag(OpenFlags.Append))
        {
            var vector = new Libc.IoVector { Bytes = from, Length = count };
            var appended = Libc.pwritev2(handle, &vector, 1, 0, Libc.Append);
            if (appended >= 0 || Marshal.GetLastPInvokeError() != NotSupported)
            {
                return appended;
            }
        }

        return Libc.pwrite(handle, from, count, position);
    }
}
