using Capsule.Guests.Emscripten.Linking;
using Capsule.Guests.Processes;

namespace Capsule.Guests.Python;

/// <summary>What the host must know of a Python image; kept as <c>python.json</c> beside it.</summary>
internal sealed record PythonImageInfo : ImageInfo
{
    /// <summary>Version of these files' format: another one is not read.</summary>
    public const int CurrentFormat = 3;

    /// <summary>The format that the files have.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The version of CPython, for people: <c>3.14.2</c>.</summary>
    public required string PythonVersion { get; init; }

    /// <summary>What the linker found out.</summary>
    public required LinkedGuest Guest { get; init; }

    /// <summary>Addresses of Python objects in the image.</summary>
    public required PythonAddresses Addresses { get; init; }
}
