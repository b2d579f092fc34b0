using Capsule.Guests.Abstractions;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Languages;

/// <summary>What the files of a guest are called, and how a guest is made of them. They come with every installation.</summary>
internal interface IGuestFormat
{
    /// <summary>All files that an installation has of it.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>The module, as the build linked and metered it.</summary>
    string CodeFile { get; }

    /// <summary>The image's memory, compressed with Brotli.</summary>
    string ImageFile { get; }

    /// <summary>What belongs to the image, as JSON.</summary>
    string InfoFile { get; }

    /// <summary>Reads <see cref="InfoFile"/>.</summary>
    /// <returns>What the store must know of it, or null when it is malformed or of another version of Capsule.</returns>
    GuestInfo? ReadInfo(ReadOnlySpan<byte> json);

    /// <summary>Puts a guest together; it owns the code and the image from here on.</summary>
    IGuest Create(WasmEngine engine, CompiledModule code, MemoryImage image, GuestInfo info, GuestSupport support);
}
