using Capsule.Wasm.Engine;
using Capsule.Wasm.Interop;

namespace Capsule.Wasm.Sandboxes;

/// <summary>
/// Tables of references that a snapshot covers. Only their lengths can be kept: a reference lives in one store, so
/// that a table with anything but nulls cannot be snapshotted.
/// </summary>
internal static class Tables
{
    internal static void Grow(nint context, in TableRef table, uint length)
    {
        var now = Native.wasmtime_table_size(context, table);
        if (length > now)
        {
            var empty = new TypedValue { Kind = ValueKind.ExternReference };
            NativeText.ThrowIfError(Native.wasmtime_table_grow(context, table, length - now, empty, out _));
        }
    }

    /// <summary>Makes the function table as long as it has to be.</summary>
    /// <exception cref="WasmException">That would be more than a sandbox may have.</exception>
    internal static void GrowFunctions(nint context, in TableRef table, ulong length)
    {
        var now = Native.wasmtime_table_size(context, table);
        if (length > now)
        {
            var empty = new TypedValue { Kind = ValueKind.FunctionReference };
            NativeText.ThrowIfError(Native.wasmtime_table_grow(context, table, length - now, empty, out _));
        }
    }

    /// <exception cref="WasmException">The table holds something.</exception>
    internal static uint LengthOfEmpty(nint context, in TableRef table)
    {
        var length = (uint)Native.wasmtime_table_size(context, table);
        for (var i = 0u; i < length; i++)
        {
            if (Native.wasmtime_table_get(context, table, i, out var value) && value.ReferenceStore != 0)
            {
                Native.wasmtime_val_unroot(value);
                throw new WasmException("A table holds a reference, which a snapshot cannot keep.");
            }
        }

        return length;
    }
}
