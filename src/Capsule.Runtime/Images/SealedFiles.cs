using System.Security.Cryptography;
using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>
/// Files of the cache that are only used when their seal fits: one that was damaged, exchanged or cut short counts as
/// missing. A seal holds the authenticated hash of the contents, and the authenticated identity that the file had when
/// its contents were checked last, so that a file which nobody touched need not be read whole again.
/// </summary>
/// <remarks>A seal is 104 bytes: HMAC of the contents (32), file identity (40), HMAC of both (32).</remarks>
internal sealed class SealedFiles(CacheDirectory directory, CacheKey key)
{
    private const int HashSize = 32;
    private const int SealSize = HashSize + FileIdentity.Size + HashSize;

    /// <summary>The path of a file whose seal fits, or null.</summary>
    internal string? Find(string name)
    {
        var path = directory.PathOf(name);
        if (FileIdentity.Of(path) is not { } now || ReadSeal(path) is not { } seal)
        {
            return null;
        }

        var contents = seal.AsSpan(0, HashSize);
        if (!IsAuthentic(name, seal))
        {
            return null;
        }

        if (!seal.AsSpan(HashSize, FileIdentity.Size).SequenceEqual(now.ToBytes()))
        {
            if (!CryptographicOperations.FixedTimeEquals(Authenticate(name, path), contents))
            {
                return null;
            }

            WriteSeal(name, path, contents); // moved or copied, and intact
        }

        return path;
    }

    /// <summary>Writes a file and its seal.</summary>
    internal string Add(string name, Action<Stream> write)
    {
        var path = directory.PathOf(name);
        AtomicFile.Write(path, write);
        WriteSeal(name, path, Authenticate(name, path));
        return path;
    }

    private static byte[]? ReadSeal(string path)
    {
        try
        {
            return File.ReadAllBytes(SealOf(path)) is { Length: SealSize } seal ? seal : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string SealOf(string path) => path + ".seal";

    private bool IsAuthentic(string name, byte[] seal) => CryptographicOperations.FixedTimeEquals(
        key.Authenticate($"seal {name}", seal.AsSpan(0, SealSize - HashSize)), seal.AsSpan(SealSize - HashSize));

    private byte[] Authenticate(string name, string path)
    {
        using var hash = key.Start($"contents {name}");
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 20];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return hash.GetHashAndReset();
    }

    private void WriteSeal(string name, string path, ReadOnlySpan<byte> contents)
    {
        var seal = new byte[SealSize];
        contents.CopyTo(seal);
        FileIdentity.Of(path)!.Value.ToBytes().CopyTo(seal, HashSize);
        key.Authenticate($"seal {name}", seal.AsSpan(0, SealSize - HashSize)).CopyTo(seal, SealSize - HashSize);
        AtomicFile.Write(SealOf(path), stream => stream.Write(seal));
    }
}
