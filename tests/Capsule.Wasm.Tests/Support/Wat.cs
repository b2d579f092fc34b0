using System.Runtime.InteropServices;
using System.Text;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Tests.Support;

/// <summary>Makes modules of WebAssembly's text format, with the engine's own assembler.</summary>
internal static unsafe partial class Wat
{
    internal static byte[] ToBytes(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        NativeVector module;
        fixed (byte* pointer = utf8)
        {
            NativeText.ThrowIfError(wasmtime_wat2wasm(pointer, (nuint)utf8.Length, &module));
            return NativeText.TakeBytes(module);
        }
    }

    [LibraryImport("wasmtime")]
    private static partial nint wasmtime_wat2wasm(byte* text, nuint length, NativeVector* module);
}
