using Capsule.Guests.Processes;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.TypeScript;

/// <summary>What the host must know of the compiler's module; kept as <c>typescript.json</c> beside it.</summary>
internal sealed record TypeScriptInfo : ImageInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of swc, for people: <c>1.16.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What a snapshot of the module consists of.</summary>
    public required ModuleLayout Layout { get; init; }

    /// <summary>The functions that it imports, by name, with their signatures (<see cref="HostImports.Define"/>).</summary>
    public required IReadOnlyDictionary<string, string> Imports { get; init; }

    /// <summary>The name of the function that allocates, which differs from version to version.</summary>
    public required string Allocate { get; init; }
}
