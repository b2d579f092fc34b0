using System.Security.Cryptography;
using Capsule.Guests.FileSystem.Host;

namespace Capsule.Guests.FileSystem.Overlay;

/// <summary>Copies a file of the covered folder to where nobody sees it, so that it gets its name when it is complete.</summary>
internal static class FileCopy
{
    /// <summary>How much is copied between two questions whether the sandbox may go on.</summary>
    private const int BufferSize = 256 * 1024;

    /// <summary>Of longer files that are replaced without being read, only the status is kept.</summary>
    private const long HashedSize = 64 << 20;

    /// <summary>Makes a copy that has no name yet where anybody sees it.</summary>
    /// <param name="volume">Where.</param>
    /// <param name="file">What is copied.</param>
    /// <param name="withContents">Whether its contents are wanted: the copy is empty otherwise.</param>
    /// <returns>The path below the folder of all changes, and SHA-256 of the contents where they were read.</returns>
    internal static Result<(string Path, string? Hash)> Make(OverlayVolume volume, LowerFile file, bool withContents)
    {
        var made = OverlayMarks.NewFile(volume);
        if (!made.Ok)
        {
            return made.Error;
        }

        var error = Write(volume, made.Value, file, withContents, out var hash);
        if (error == Errno.Success)
        {
            return (made.Value, hash);
        }

        Forget(volume, made.Value);
        return error;
    }

    /// <summary>Takes the path away, under which nobody else has the copy.</summary>
    internal static void Forget(OverlayVolume volume, string path) => _ = Libc.unlinkat(volume.Upper.RootHandle, HostNames.ToBytes(path), 0);

    private static Errno Write(OverlayVolume volume, string path, LowerFile file, bool withContents, out string? hash)
    {
        hash = null;
        var usage = volume.Upper.Usage;
        if (!usage.TryOpen())
        {
            return Errno.TooManyOpenFiles;
        }

        var opened = HostOpen.File(volume.Upper.RootHandle, path, HostOpen.WriteOnly | HostOpen.CreateNew, 0x180); // rw-------
        if (!opened.Ok)
        {
            usage.Close();
            return opened.Error;
        }

        var copy = new OpenHostFile(volume.Upper, opened.Value).Share();
        var stat = file.Stat();
        var error = withContents ? Fill(volume, copy, file, out hash)
            : stat.Size <= HashedSize ? Fill(volume, null, file, out hash) is Errno.Interrupted ? Errno.Interrupted : Errno.Success
            : Errno.Success;
        error = error != Errno.Success ? error : copy.SetPermissions(stat.Permissions);
        error = error != Errno.Success ? error : copy.SetTimes(stat.Times.Accessed, stat.Times.Modified);
        copy.Release();
        return error;
    }

    /// <param name="volume">Where.</param>
    /// <param name="copy">What is filled; null where the contents are only hashed.</param>
    /// <param name="file">The file.</param>
    /// <param name="hash">SHA-256 of what was read, in hexadecimal; null after a failure.</param>
    private static Errno Fill(OverlayVolume volume, OpenFile? copy, LowerFile file, out string? hash)
    {
        hash = null;
        var opened = file.Open(OpenFlags.ReadOnly);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var source = opened.Value.Share();
        using var hashing = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var error = Copy(volume, source, copy, hashing);
        source.Release();
        hash = error == Errno.Success ? Convert.ToHexStringLower(hashing.GetHashAndReset()) : null;
        return error;
    }

    /// <summary>A copy that is not kept costs nothing.</summary>
    private static Errno Copy(OverlayVolume volume, OpenFile source, OpenFile? copy, IncrementalHash hashing)
    {
        var buffer = new byte[BufferSize];
        var (error, position) = (Errno.Success, 0L);
        while (error == Errno.Success)
        {
            var read = volume.MayGoOn() ? source.Read(buffer, position) : Errno.Interrupted;
            if (read is { Ok: true, Value: 0 })
            {
                return Errno.Success;
            }

            var bytes = buffer.AsSpan(..read.Value);
            hashing.AppendData(bytes);
            error = read.Ok && copy is not null ? Write(copy, bytes, ref position) : read.Error;
            position += copy is null ? bytes.Length : 0;
        }

        volume.Upper.Usage.Budget.RevokeGrown(copy is null ? 0 : position);
        return error;
    }

    private static Errno Write(OpenFile copy, ReadOnlySpan<byte> bytes, ref long position)
    {
        while (!bytes.IsEmpty)
        {
            var written = copy.Write(bytes, position);
            if (!written.Ok || written.Value == 0)
            {
                return written.Ok ? Errno.NoSpace : written.Error;
            }

            bytes = bytes[written.Value..];
            position += written.Value;
        }

        return Errno.Success;
    }
}
