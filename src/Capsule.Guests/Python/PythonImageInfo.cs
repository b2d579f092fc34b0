using Capsule.Guests.Emscripten.Linking;

namespace Capsule.Guests.Python;

/// <summary>What the host must know of a Python image; kept as <c>python.json</c> beside it.</summary>
internal sealed record PythonImageInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 3;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of CPython, for people: <c>3.14.2</c>.</summary>
    public required string PythonVersion { get; init; }

    /// <summary>SHA-256 of everything that the image was made of, in hexadecimal: the image's identity.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the code, in hexadecimal.</summary>
    public required string CodeHash { get; init; }

    /// <summary>What the linker found out.</summary>
    public required LinkedGuest Guest { get; init; }

    /// <summary>Mutable globals at rest.</summary>
    public required IReadOnlyList<int> Globals { get; init; }

    /// <summary>Lengths of the other tables at rest.</summary>
    public required IReadOnlyList<uint> Tables { get; init; }

    /// <summary>The linear memory's length in bytes.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>How many pages of 4 KiB are not zero.</summary>
    public required int PopulatedPages { get; init; }

    /// <summary>Addresses of Python objects in the image.</summary>
    public required PythonAddresses Addresses { get; init; }
}
