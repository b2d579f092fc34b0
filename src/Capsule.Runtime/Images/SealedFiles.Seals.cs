using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Capsule.Files;
using Capsule.Runtime.Programs.Warm;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Images;

/// <content>Reading and writing seals.</content>
internal sealed partial class SealedFiles
{
    /// <summary>
    /// Whether a file that nobody untrusted can change has a SHA-256. Which file had it is remembered, as for files of the cache, so that one that
    /// nobody touched need not be hashed again.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal bool HasHash(SafeFileHandle file, ReadOnlySpan<byte> hash)
    {
        var name = $"prepared-{Convert.ToHexStringLower(hash[..16])}";
        var identity = FileStatus.Of(file).Identity;
        var contents = key.Authenticate($"contents {name}", hash);
        try
        {
            if (ReadSeal(name) is { } seal && seal.Identity == identity && seal.Fits(contents))
            {
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not hashed yet.
        }

        using var actual = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendFile(actual, file);
        if (!CryptographicOperations.FixedTimeEquals(actual.GetHashAndReset(), hash) || FileStatus.Of(file).Identity != identity)
        {
            return false;
        }

        try
        {
            directory.Ensure();
            Remember(name, new Seal(contents, identity), identity);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No cache, or one that can only be read: each process hashes.
        }

        return true;
    }

    private Seal? ReadSeal(string name)
    {
        var path = SealOf(name);
        using var file = RegularFile.OpenUnlinked(path);
        if (!OwnFolder.IsOwn(FileStatus.Of(file)) || RegularFile.Read(file, path, SealSize) is not { Length: SealSize } seal)
        {
            return null;
        }

        var isAuthentic = CryptographicOperations.FixedTimeEquals(
            key.Authenticate($"seal {name}", seal.AsSpan(0, SealSize - HashSize)), seal.AsSpan(SealSize - HashSize));
        return isAuthentic ? new Seal(seal[..HashSize], MemoryMarshal.Read<FileIdentity>(seal.AsSpan(HashSize))) : null;
    }

    private string SealOf(string name) => PathOf(name) + ".seal";

    /// <summary>
    /// Saves the next process the hashing. Threat: a change in the same moment as the last one, which would not show in the
    /// identity; so the moment must have passed.
    /// </summary>
    private void Remember(string name, Seal seal, FileIdentity identity)
    {
        if (!FileStamp.IsSettled(identity, time))
        {
            return;
        }

        try
        {
            WriteSeal(name, seal.Contents, identity);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that can only be read: each process hashes.
        }
    }

    private void WriteSeal(string name, ReadOnlySpan<byte> contents, FileIdentity identity)
    {
        var seal = new byte[SealSize];
        contents.CopyTo(seal);
        identity.ToBytes().CopyTo(seal, HashSize);
        key.Authenticate($"seal {name}", seal.AsSpan(0, SealSize - HashSize)).CopyTo(seal, SealSize - HashSize);
        AtomicFile.Write(SealOf(name), stream => stream.Write(seal));
    }

    /// <summary>What an authentic seal says.</summary>
    private sealed record Seal(byte[] Contents, FileIdentity Identity)
    {
        internal bool Fits(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(hash, Contents);
    }
}
