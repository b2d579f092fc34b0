using Capsule.Guests.Emscripten.Linking;
using Capsule.Wasm.Binary;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Libraries;

/// <summary>A library, linked and compiled: shared by all sandboxes that load it.</summary>
/// <param name="code">The compiled module.</param>
/// <param name="hash">SHA-256 of its file, in hexadecimal.</param>
/// <param name="link">What the linker found out.</param>
/// <param name="data">What its memory begins with.</param>
internal sealed class Library(CompiledModule code, string hash, LinkedLibrary link, IReadOnlyList<DataSegment> data)
    : SideModule(code, hash, link.Imports, link.TableSize)
{
    /// <summary>What the linker found out.</summary>
    internal LinkedLibrary Link => link;

    /// <summary>What its memory begins with.</summary>
    internal IReadOnlyList<DataSegment> Data => data;
}
