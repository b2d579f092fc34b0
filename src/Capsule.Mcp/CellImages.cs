using Capsule.Runtime;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The images that a cell shows, as blocks of their own: in the JSON of an answer a model would read them as text.</summary>
internal sealed class CellImages
{
    /// <summary>How many images an answer has.</summary>
    private const int MostImages = 8;

    /// <summary>How many bytes they have together.</summary>
    internal const int MaxBytes = 5_000_000;

    /// <summary>How many characters they have in base64, as which they count towards what is shown.</summary>
    internal const int MostCharacters = MaxBytes * 4 / 3;

    private static readonly Dictionary<string, Func<ReadOnlySpan<byte>, bool>> Types = new(StringComparer.Ordinal)
    {
        ["image/png"] = bytes => bytes is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..],
        ["image/jpeg"] = bytes => bytes is [0xFF, 0xD8, 0xFF, ..],
        ["image/gif"] = bytes => bytes.StartsWith("GIF8"u8),
        ["image/webp"] = bytes => bytes.StartsWith("RIFF"u8) && bytes.Length > 12 && bytes[8..].StartsWith("WEBP"u8),
    };

    private readonly List<ContentBlock> blocks = [];
    private int size;

    /// <summary>The images, in the order in which they were shown.</summary>
    internal IReadOnlyList<ContentBlock> Blocks => blocks;

    /// <summary>How many there were beyond the bounds, or that are not what they say they are.</summary>
    internal int LeftOut { get; private set; }

    /// <summary>Whether a type is one of those that clients know.</summary>
    internal static bool IsImage(string type) => Types.ContainsKey(type);

    /// <summary>Takes the first image of a bundle, if there is one: the others show the same.</summary>
    internal void Add(MimeBundle data)
    {
        if (data.Data.Keys.FirstOrDefault(IsImage) is not { } type)
        {
            return;
        }

        if (data.Bytes(type) is not { } bytes || !TryAdd(bytes, type))
        {
            LeftOut++;
        }
    }

    /// <summary>Takes an image, if it is one and there is room for it.</summary>
    /// <remarks>Threat: bytes that are no image make some clients refuse the whole conversation.</remarks>
    internal bool TryAdd(byte[] bytes, string type)
    {
        if (!Types[type](bytes) || blocks.Count == MostImages || size + bytes.Length > MaxBytes)
        {
            return false;
        }

        size += bytes.Length;
        blocks.Add(ImageContentBlock.FromBytes(bytes, type));
        return true;
    }

    /// <summary>Takes an image that code wrote into a file, unless it has been shown already. Where there is no room for it, the file is told of all the same.</summary>
    internal void AddFile(byte[] bytes)
    {
        if (TypeOf(bytes) is { } type && !blocks.OfType<ImageContentBlock>().Any(shown => shown.DecodedData.Span.SequenceEqual(bytes)))
        {
            _ = TryAdd(bytes, type);
        }
    }

    /// <summary>The type of bytes that are an image, or null.</summary>
    internal static string? TypeOf(byte[] bytes) => Types.FirstOrDefault(type => type.Value(bytes)).Key;
}
