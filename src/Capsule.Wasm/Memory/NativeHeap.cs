namespace Capsule.Wasm.Memory;

/// <summary>The heap of native code.</summary>
internal static class NativeHeap
{
    /// <summary>
    /// Gives the system back what is free in it. The engine allocates some hundred kilobytes for each sandbox, and glibc keeps them
    /// for as long as anything behind them is in use: 170 MiB after a thousand sandboxes at once (malloc_trim(3)).
    /// </summary>
    public static void Trim()
    {
        try
        {
            _ = Libc.malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it, and keeps so much.
        }
    }
}
