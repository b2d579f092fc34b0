using System.Security.Cryptography;
using Capsule.Files;

namespace Capsule.Runtime.Images;

/// <summary>The secret that this user's cache entries and sessions are authenticated with.</summary>
/// <remarks>
/// Threat: a compiled guest is native code, and a program that can write a file somewhere must not be able to make one that is
/// loaded. So the key does not lie in the cache: who can write there cannot read it here.
/// </remarks>
internal sealed class CacheKey
{
    private const string FileName = "key";
    private const int Length = 32;
    private readonly byte[] key;

    private CacheKey(byte[] key)
    {
        this.key = key;
        Id = Convert.ToHexStringLower(Authenticate("id", [])[..4]);
    }

    /// <summary>Tells keys apart. It says nothing of the key.</summary>
    internal string Id { get; }

    /// <summary>Reads the key, and makes one where there is none, or one that cannot be a key.</summary>
    /// <exception cref="IOException">It cannot be read or made, or other users could have put it there.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read or made.</exception>
    internal static CacheKey Open(CacheDirectory directory)
    {
        directory.Check();
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
            using var file = RegularFile.OpenUnlinked(path);
            return OwnFolder.IsOwn(FileStatus.Of(file)) && RegularFile.Read(file, path, Length) is { Length: Length } key ? key : null;
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
