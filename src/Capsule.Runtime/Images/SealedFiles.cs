using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <summary>
/// Files of the cache that are only used when their seal fits: one that was damaged, exchanged or cut short counts as
/// missing, and so does one that another user could have written. A seal holds the authenticated hash of the contents, and the
/// authenticated identity that the file had when its contents were checked last, so that a file which nobody touched need not be
/// hashed again.
/// </summary>
/// <remarks>
/// What was checked is what is used: contents are read once into memory of this process, or the file cannot be changed any more
/// (docs/explanation/rationale.md, "Why is the cache authenticated, and not just checked?"). A seal is 104 bytes: HMAC of the contents (32),
/// file identity (40; before the first check only the length), HMAC of both (32). Names have the key's id in them, so that
/// two keys that share a folder do not take turns in replacing each other's files.
/// </remarks>
internal sealed partial class SealedFiles(CacheDirectory directory, CacheKey key, TimeProvider time)
{
    private const int HashSize = 32;
    private const int SealSize = HashSize + FileIdentity.Size + HashSize;
    private const int BlockSize = 1 << 20;
    private static readonly TimeSpan MarkInterval = TimeSpan.FromDays(1);

    /// <summary>The path of a file.</summary>
    internal string PathOf(string name) =>
        directory.PathOf($"{Path.GetFileNameWithoutExtension(name)}.{key.Id}{Path.GetExtension(name)}");

    /// <summary>The contents of a file whose seal fits, or null.</summary>
    /// <param name="name">The file.</param>
    /// <param name="limit">How many bytes it may have; one with more counts as missing.</param>
    internal byte[]? Read(string name, long limit)
    {
        try
        {
            using var file = Open(name, out var seal);
            if (file is null || seal is null || seal.Identity.Length > (ulong)limit)
            {
                return null;
            }

            var before = FileStatus.Of(file).Identity;
            var contents = RegularFile.Read(file, name, (long)seal.Identity.Length);
            if (FileStatus.Of(file).Identity != before)
            {
                return null;
            }

            if (before != seal.Identity)
            {
                if (!seal.Fits(key.Authenticate($"contents {name}", contents)))
                {
                    return null;
                }

                Remember(name, seal, before);
            }

            return contents;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens a file whose seal fits, so that its bytes cannot change as long as it is open; null when there is none.</summary>
    /// <param name="name">The file.</param>
    /// <param name="mayHold">
    /// Whether the file itself may be held, which takes no time, and ends the process when somebody opens it for writing; otherwise
    /// it is copied.
    /// </param>
    internal SafeFileHandle? OpenUnchangeable(string name, bool mayHold)
    {
        SafeFileHandle? file = null, copy = null;
        try
        {
            file = Open(name, out var seal);
            if (file is null || seal is null)
            {
                return null;
            }

            if (mayHold && LibC.TryHold(file))
            {
                var identity = FileStatus.Of(file).Identity;
                if (identity != seal.Identity)
                {
                    if (!seal.Fits(Authenticate(name, file)))
                    {
                        return null;
                    }

                    Remember(name, seal, identity);
                }

                (copy, file) = (file, null);
            }
            else
            {
                copy = SealedMemory.CopyOf(file, (long)seal.Identity.Length);
                if (!seal.Fits(Authenticate(name, copy)))
                {
                    return null;
                }
            }

            (var opened, copy) = (copy, null);
            return opened;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
            copy?.Dispose();
        }
    }

    /// <summary>Writes a file and its seal.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Add(string name, ReadOnlyMemory<byte> contents)
    {
        AtomicFile.Write(PathOf(name), stream => stream.Write(contents.Span));
        WriteSeal(name, key.Authenticate($"contents {name}", contents.Span), new FileIdentity(0, 0, (ulong)contents.Length, 0, 0));
    }

    /// <summary>Notes that a file was used, once a day: those that were not used for longest are removed first.</summary>
    internal void MarkUsed(string name)
    {
        var path = PathOf(name);
        var now = time.GetUtcNow().UtcDateTime;
        try
        {
            if (now - File.GetLastWriteTimeUtc(path) > MarkInterval)
            {
                File.SetLastWriteTimeUtc(path, now);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that can only be read, or a file that was removed meanwhile.
        }
    }

    /// <summary>The file and its authentic seal, when the file is this user's own and as long as the seal says.</summary>
    private SafeFileHandle? Open(string name, out Seal? seal)
    {
        seal = ReadSeal(name);
        if (seal is null)
        {
            return null;
        }

        var file = RegularFile.OpenUnlinked(PathOf(name));
        var status = FileStatus.Of(file);
        if (OwnFolder.IsOwn(status) && status.Identity.Length == seal.Identity.Length)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private byte[] Authenticate(string name, SafeFileHandle file)
    {
        using var hash = key.Start($"contents {name}");
        AppendFile(hash, file);
        return hash.GetHashAndReset();
    }

    private static void AppendFile(IncrementalHash hash, SafeFileHandle file)
    {
        var buffer = new byte[BlockSize];
        long position = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, position)) > 0; position += read)
        {
            hash.AppendData(buffer, 0, read);
        }
    }
}
