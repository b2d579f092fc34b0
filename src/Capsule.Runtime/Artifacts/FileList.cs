using System.Buffers.Binary;
using System.Text;

namespace Capsule.Runtime.Artifacts;

/// <summary>
/// Files one after the other; numbers are little-endian. For each: length of the path (u32), path in UTF-8 with slashes,
/// length of the contents (u32), contents.
/// </summary>
internal static class FileList
{
    private const int MostFiles = 100_000;

    internal static byte[] Write(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        using var stream = new MemoryStream();
        foreach (var (path, contents) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            WriteBytes(stream, Encoding.UTF8.GetBytes(path));
            WriteBytes(stream, contents.Span);
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">It is malformed, or a path is none that a program can have.</exception>
    internal static Dictionary<string, ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bytes)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var path = Encoding.UTF8.GetString(ReadBytes(ref bytes).Span);
            if (!IsPath(path) || files.Count == MostFiles || !files.TryAdd(path, ReadBytes(ref bytes)))
            {
                throw new InvalidDataException($"the list of files has an impossible path, or too many: '{path}'");
            }
        }

        return files;
    }

    /// <summary>Relative, without empty, <c>.</c> or <c>..</c> components, and nothing that ends a C string.</summary>
    internal static bool IsPath(string path) =>
        path.Length is > 0 and < 4096 && !path.Contains('\0', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static void WriteBytes(Stream stream, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }

    private static ReadOnlyMemory<byte> ReadBytes(ref ReadOnlyMemory<byte> bytes)
    {
        var length = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
        if (length > bytes.Length - 4)
        {
            throw new InvalidDataException("the list of files ends early");
        }

        var read = bytes.Slice(4, (int)length);
        bytes = bytes[(4 + (int)length)..];
        return read;
    }
}
