using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Capsule.Runtime.Programs.Bytecode;

/// <summary>The bytecode of modules, by the hash of their sources.</summary>
/// <remarks>As a file, for each module: SHA-256 of the source (32), length of the bytecode (4, little-endian), the bytecode.</remarks>
internal sealed class BytecodePack
{
    private const int HeadSize = SHA256.HashSizeInBytes + sizeof(int);

    /// <summary>Threat: an artifact whose packages fill the cache. Large libraries have a few MiB.</summary>
    private const long MaxBytes = 64L << 20;

    private readonly Dictionary<string, byte[]> modules = new(StringComparer.Ordinal);

    /// <summary>The bytecode of the module whose source has a hash, or null.</summary>
    internal byte[]? Find(string hash) => modules.GetValueOrDefault(hash);

    /// <summary>Whether there is nothing in it.</summary>
    internal bool IsEmpty => modules.Count == 0;

    private long Size => modules.Values.Sum(bytes => (long)bytes.Length + HeadSize);

    /// <summary>The hash that a source is found by.</summary>
    internal static string HashOf(ReadOnlyMemory<byte> source) => Convert.ToHexStringLower(SHA256.HashData(source.Span));

    /// <summary>Reads a file; what is cut short is left out.</summary>
    internal static BytecodePack Read(ReadOnlySpan<byte> file)
    {
        var pack = new BytecodePack();
        while (file.Length >= HeadSize)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file[SHA256.HashSizeInBytes..]);
            if (length < 0 || length > file.Length - HeadSize)
            {
                break;
            }

            pack.modules[Convert.ToHexStringLower(file[..SHA256.HashSizeInBytes])] = file.Slice(HeadSize, length).ToArray();
            file = file[(HeadSize + length)..];
        }

        return pack;
    }

    internal void Add(string hash, byte[] bytecode) => modules[hash] = bytecode;

    /// <summary>This and what another has; what it has alone, where both are too much.</summary>
    internal BytecodePack With(BytecodePack added)
    {
        var both = new BytecodePack();
        foreach (var pack in Size + added.Size <= MaxBytes ? new[] { this, added } : [added])
        {
            foreach (var (hash, bytecode) in pack.modules)
            {
                both.modules[hash] = bytecode;
            }
        }

        return both.Size <= MaxBytes ? both : new BytecodePack();
    }

    internal void Write(Stream stream)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (hash, bytecode) in modules)
        {
            stream.Write(Convert.FromHexString(hash));
            BinaryPrimitives.WriteInt32LittleEndian(length, bytecode.Length);
            stream.Write(length);
            stream.Write(bytecode);
        }
    }
}
