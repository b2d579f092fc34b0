using Capsule.Wasm.Memory;

namespace Capsule.Guests.Processes;

/// <summary>What the host must know of a module that starts from an image, whatever the module is; kept as JSON beside it.</summary>
internal abstract record ImageInfo
{
    /// <summary>SHA-256 of everything that the image was made of, in hexadecimal: the image's identity.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the code, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>Mutable globals at rest.</summary>
    public required IReadOnlyList<int> Globals { get; init; }

    /// <summary>Lengths of the other tables at rest.</summary>
    public required IReadOnlyList<uint> Tables { get; init; }

    /// <summary>The linear memory's length in bytes.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>How many pages of 4 KiB are not zero.</summary>
    public required int PopulatedPages { get; init; }

    /// <summary>Where sandboxes start.</summary>
    /// <param name="image">The memory.</param>
    internal Snapshot StartFrom(MemoryImage image) => new()
    {
        Image = image,
        MemoryBytes = MemoryBytes,
        PopulatedPages = PopulatedPages,
        Globals = Globals,
        Tables = Tables,
    };
}
