using Capsule.Guests.Processes;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>What the host must know of a JavaScript image; kept as <c>javascript.json</c> beside it.</summary>
internal sealed record JavaScriptImageInfo : ImageInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of QuickJS-NG, for people: <c>0.17.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What a snapshot of the module consists of.</summary>
    public required ModuleLayout Layout { get; init; }

    /// <summary>Where things are in the image.</summary>
    public required JavaScriptAddresses Addresses { get; init; }
}
