using System.Security.Cryptography;

namespace Capsule.Runtime.Images;

/// <summary>
/// The secret that this user's cache entries are authenticated with. Threat: a compiled guest is native code, and a
/// program that can write a file somewhere must not be able to make one that is loaded.
/// </summary>
internal sealed class CacheKey
{
    private const string FileName = "key";
    private const int Length = 32;
    private readonly byte[] key;

    private CacheKey(byte[] key) => this.key = key;

    /// <summary>Reads the key, and makes one where there is none, or one that cannot be a key.</summary>
    internal static CacheKey Open(CacheDirectory directory)
    {
        var path = directory.PathOf(FileName);
        if (TryRead(path) is { } key)
        {
            return new CacheKey(key);
        }

        directory.Ensure();
        using (FileLock.Take(directory.PathOf(FileName + ".lock")))
        {
            // Another process may have been quicker.
            return new CacheKey(TryRead(path) ?? Create(path));
        }
    }

    /// <summary>Authenticates some bytes for a purpose.</summary>
    internal byte[] Authenticate(string purpose, ReadOnlySpan<byte> bytes)
    {
        using var hash = Start(purpose);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    /// <summary>Starts to authenticate, for a purpose, what is appended.</summary>
    internal IncrementalHash Start(string purpose)
    {
        var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(purpose));
        hash.AppendData([0]);
        return hash;
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.ReadAllBytes(path) is { Length: Length } key ? key : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static byte[] Create(string path)
    {
        var key = RandomNumberGenerator.GetBytes(Length);
        AtomicFile.Write(path, stream => stream.Write(key));
        return key;
    }
}
