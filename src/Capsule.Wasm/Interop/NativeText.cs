using System.Text;

namespace Capsule.Wasm.Interop;

/// <summary>Takes text and bytes that libwasmtime allocated, and frees the native copy.</summary>
internal static unsafe class NativeText
{
    /// <summary>The message of an error; the error is consumed.</summary>
    internal static string TakeError(nint error)
    {
        Native.wasmtime_error_message(error, out var message);
        Native.wasmtime_error_delete(error);
        return TakeString(message);
    }

    internal static string TakeString(NativeVector vector) => Encoding.UTF8.GetString(TakeBytes(vector)).TrimEnd('\0');

    internal static byte[] TakeBytes(NativeVector vector)
    {
        var bytes = new ReadOnlySpan<byte>(vector.Data, checked((int)vector.Size)).ToArray();
        Native.wasm_byte_vec_delete(&vector);
        return bytes;
    }

    /// <summary>Throws <see cref="Engine.WasmException"/> when a call gave an error; null means success.</summary>
    internal static void ThrowIfError(nint error)
    {
        if (error != 0)
        {
            throw new Engine.WasmException(TakeError(error));
        }
    }
}
