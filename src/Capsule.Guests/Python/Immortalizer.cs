using System.Runtime.InteropServices;
using Capsule.Guests.Abstractions;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Python;

/// <summary>
/// Makes the objects of an image immortal. CPython does not count references to immortal objects (PEP 683), so that a
/// task that uses what is in the image writes nothing to its pages: they stay shared, and need no restoring.
/// </summary>
internal sealed class Immortalizer : IHostCallHandler
{
    /// <summary><c>_Py_IMMORTAL_INITIAL_REFCNT</c> on 32 bits (CPython 3.14, Include/refcount.h).</summary>
    private const int ImmortalCount = 5 << 28;

    /// <summary>How many objects were made immortal.</summary>
    internal int Count { get; private set; }

    /// <param name="call">The call.</param>
    /// <param name="request">Addresses of objects, as u32.</param>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        foreach (var address in MemoryMarshal.Cast<byte, uint>(request.Span))
        {
            call.Memory.Write(address, ImmortalCount);
            Count++;
        }

        return default;
    }
}
