namespace Capsule.Wasm.Memory;

/// <summary>The native stack of one thread.</summary>
internal sealed unsafe class ThreadStackMemory
{
    /// <summary>What is below the frame that releases it belongs to nobody; this much is left alone for what that calls.</summary>
    private const nuint Margin = 256 << 10;

    /// <summary>More than a <c>pthread_attr_t</c> has on any processor.</summary>
    private const int AttributesSize = 256;

    private readonly byte* lowest;

    private ThreadStackMemory(byte* lowest) => this.lowest = lowest;

    /// <summary>The stack of the thread that asks.</summary>
    public static ThreadStackMemory OfThisThread()
    {
        var attributes = stackalloc byte[AttributesSize];
        if (Libc.pthread_getattr_np(Libc.pthread_self(), attributes) != 0)
        {
            return new ThreadStackMemory(null);
        }

        var known = Libc.pthread_attr_getstack(attributes, out var lowest, out _) == 0;
        _ = Libc.pthread_attr_destroy(attributes);
        return new ThreadStackMemory(known ? (byte*)lowest : null);
    }

    /// <summary>
    /// Gives the system back what was used of the stack once, and is not any more. Threat: a guest that recursed deeply once
    /// leaves tens of megabytes with its thread. Call it on that thread.
    /// </summary>
    public void Release()
    {
        byte here = 0;
        var end = ((nuint)(&here) - Margin) & ~(nuint)(WasmPages.HostPage - 1);
        if (lowest is not null && end > (nuint)lowest)
        {
            _ = Libc.madvise(lowest, end - (nuint)lowest, Libc.AdviseDontNeed);
        }
    }
}
