using System.Buffers.Text;
using Capsule.Wasm.Memory;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Runtime.Execution;

/// <summary>For how many sandboxes the process has room.</summary>
internal static class SandboxRoom
{
    /// <summary>
    /// Mappings of one sandbox: two memories of 4 GiB of address space, the engine's tables, the thread's stack. There were 8.6 on
    /// average. What the kernel allows a process is used up long before its 128 TiB of addresses are.
    /// </summary>
    private const int MappingsOfOne = 10;

    /// <summary>Mappings of the process itself, and of idle memories.</summary>
    private const int OtherMappings = 4096;

    /// <summary>Private memory of a sandbox that waits, with its thread and what .NET keeps for it: 0.9 to 1.3 MiB were measured.</summary>
    private const long BytesOfOne = 3 << 19;

    private static readonly long Available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
    private static readonly SafeFileHandle Memory = File.OpenHandle("/proc/self/statm");

    /// <summary>
    /// The most sandboxes that there can be: so many that those that wait fill half of the memory, or take half of the mappings; the other
    /// half is for the pages of sessions.
    /// </summary>
    internal static int Most =>
        (int)Math.Max(16, Math.Min(Available / 2 / BytesOfOne, ((MappingBudget.KernelLimit / 2) - OtherMappings) / MappingsOfOne));

    /// <summary>Whether the process's private memory is more than three quarters of what it may have.</summary>
    internal static bool IsShort()
    {
        Span<byte> text = stackalloc byte[128];
        var pages = text[..RandomAccess.Read(Memory, text, 0)];
        return PrivateBytes(pages) > Available / 4 * 3;
    }

    /// <summary>proc(5): total, resident and shared pages, in this order.</summary>
    private static long PrivateBytes(ReadOnlySpan<byte> pages)
    {
        var resident = pages[(pages.IndexOf((byte)' ') + 1)..];
        var shared = resident[(resident.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(resident, out long all, out _) && Utf8Parser.TryParse(shared, out long others, out _)
            ? (all - others) * Environment.SystemPageSize
            : 0;
    }
}
