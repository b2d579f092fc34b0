using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>What the host must know of the compiler's module; kept as <c>typescript.json</c> beside it.</summary>
internal sealed record TypeScriptInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of swc, for people: <c>1.16.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the code and of the memory, in hexadecimal.</summary>
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

    /// <summary>The functions that it imports, by name, with their signatures (<see cref="HostImports.Define"/>).</summary>
    public required IReadOnlyDictionary<string, string> Imports { get; init; }

    /// <summary>The name of the function that allocates, which differs from version to version.</summary>
    public required string Allocate { get; init; }
}
