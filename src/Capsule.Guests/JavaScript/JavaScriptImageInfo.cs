using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>What the host must know of a JavaScript image; kept as <c>javascript.json</c> beside it.</summary>
internal sealed record JavaScriptImageInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of QuickJS-NG, for people: <c>0.17.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of everything that the image was made of, in hexadecimal: the image's identity.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the code, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>What a snapshot of the module consists of.</summary>
    public required ModuleLayout Layout { get; init; }

    /// <summary>Mutable globals at rest.</summary>
    public required IReadOnlyList<int> Globals { get; init; }

    /// <summary>Lengths of the other tables at rest.</summary>
    public required IReadOnlyList<uint> Tables { get; init; }

    /// <summary>The linear memory's length in bytes.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>How many pages of 4 KiB are not zero.</summary>
    public required int PopulatedPages { get; init; }

    /// <summary>Where things are in the image.</summary>
    public required JavaScriptAddresses Addresses { get; init; }
}
