using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>
/// Pages of snapshots in a sealed file, which any number of sandboxes map copy-on-write: what a sandbox does not write takes
/// no memory of its own, and has not to be compared with anything. Immutable.
/// </summary>
/// <remarks>
/// Nobody ends it: it goes with the last snapshot that has pages of it, when the collector finds that, which is told how much
/// there is. A sandbox that has it mapped needs neither the descriptor nor the host's own mapping any more.
/// </remarks>
internal sealed unsafe class PageFile : SafeHandle
{
    private static long created;
    private readonly SafeFileHandle file;

    /// <summary>Maps the file for the host to read.</summary>
    private PageFile(SafeFileHandle file, uint count)
        : base(0, ownsHandle: true)
    {
        this.file = file;
        Count = count;
        SetHandle((nint)Libc.Map(null, Length, Libc.ProtectRead, Libc.MapShared, Descriptor));
        GC.AddMemoryPressure((long)Length);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Files that were made later have larger numbers.</summary>
    internal long Number { get; } = Interlocked.Increment(ref created);

    /// <summary>How many pages it has.</summary>
    internal uint Count { get; }

    internal int Descriptor => (int)file.DangerousGetHandle();

    private ulong Length => (ulong)Count * WasmPages.HostPage;

    /// <summary>Makes a file.</summary>
    /// <param name="count">How many pages it has.</param>
    /// <param name="fill">Writes them, one after the other.</param>
    /// <exception cref="InsufficientMemoryException">The system gives no memory or address space.</exception>
    /// <exception cref="IOException">The same, or there are too many files open.</exception>
    internal static PageFile Create(uint count, Action<SafeFileHandle> fill)
    {
        var file = SealedMemory.Create(count * (long)WasmPages.HostPage, fill);
        try
        {
            return new PageFile(file, count);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a page, by its number in this file; valid as long as the file is referred to.</summary>
    internal ReadOnlySpan<byte> At(uint index) =>
        index < Count
            ? new ReadOnlySpan<byte>((byte*)handle + ((ulong)index * WasmPages.HostPage), WasmPages.HostPage)
            : throw new ArgumentOutOfRangeException(nameof(index));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        GC.RemoveMemoryPressure((long)Length);
        file.Dispose();
        return Libc.munmap((void*)handle, (nuint)Length) == 0;
    }
}
