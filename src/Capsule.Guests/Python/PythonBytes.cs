using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// <c>PyBytesObject</c> of CPython 3.14 on 32 bits: reference count 0, type 4, size 8, hash 12, bytes 16. The image
/// builder checks the layout against the interpreter that it boots.
/// </summary>
internal static class PythonBytes
{
    private const uint TypeOffset = 4;
    private const uint SizeOffset = 8;
    private const uint DataOffset = 16;

    /// <summary>The bytes of an object. Nothing of it is trusted but that it lies in the guest's memory.</summary>
    internal static ReadOnlySpan<byte> Read(GuestMemory memory, uint address) =>
        memory.Bytes(address + DataOffset, memory.ReadUInt32(address + SizeOffset));

    /// <summary>The object's type.</summary>
    internal static uint TypeOf(GuestMemory memory, uint address) => memory.ReadUInt32(address + TypeOffset);

    /// <summary>Makes an object; its address, 0 when the guest has no memory left, or how the guest ended.</summary>
    internal static CallResult Create(Sandbox sandbox, PythonExports exports, ReadOnlySpan<byte> bytes)
    {
        var created = sandbox.Call(exports.NewBytes, 0, bytes.Length);
        if (created is { Returned: true, Value: not 0 })
        {
            bytes.CopyTo(sandbox.Memory.Bytes((uint)created.Value + DataOffset, (uint)bytes.Length));
        }

        return created;
    }
}
