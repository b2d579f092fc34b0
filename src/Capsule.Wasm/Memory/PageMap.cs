using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Capsule.Wasm.Memory;

/// <summary>
/// Tells which pages of a copy-on-write mapping this process has a private copy of: only those can differ from the
/// mapped file. The kernel's page tables are the record, so no write can be missed.
/// </summary>
/// <remarks>
/// <c>PAGEMAP_SCAN</c> (Linux 6.7) answers with ranges; older kernels are asked through <c>/proc/self/pagemap</c>, eight
/// bytes a page. Layouts: linux/fs.h and Documentation/admin-guide/mm/pagemap.rst.
/// </remarks>
internal sealed unsafe class PageMap : IDisposable
{
    private const nuint PagemapScan = 0xC0606610;
    private const ulong IsFile = 1 << 2;
    private const ulong IsPresent = 1 << 3;
    private const ulong IsSwapped = 1 << 4;
    private const ulong IsZeroPage = 1 << 5;
    private const int RangesAtOnce = 512;

    private readonly SafeFileHandle pagemap = File.OpenHandle("/proc/self/pagemap");
    /// <summary>Whether the kernel has <c>PAGEMAP_SCAN</c>, as far as known.</summary>
    internal bool CanScan { get; set; } = true;

    /// <summary>Adds the private pages between two addresses, counted in pages from <paramref name="start"/>.</summary>
    internal void FindPrivate(byte* start, byte* end, List<PageRange> into)
    {
        if (!(CanScan && Scan(start, end, into)))
        {
            CanScan = false;
            Read(start, end, into);
        }
    }

    public void Dispose() => pagemap.Dispose();

    private bool Scan(byte* start, byte* end, List<PageRange> into)
    {
        var regions = stackalloc Region[RangesAtOnce];
        for (var position = start; position < end;)
        {
            var request = new ScanRequest
            {
                Size = (ulong)sizeof(ScanRequest),
                Start = (ulong)position,
                End = (ulong)end,
                Regions = regions,
                RegionCount = RangesAtOnce,
                Inverted = IsFile | IsZeroPage,
                All = IsFile | IsZeroPage,
                Any = IsPresent | IsSwapped,
            };
            var found = Libc.ioctl(pagemap, PagemapScan, &request);
            if (found < 0)
            {
                return false;
            }

            for (var i = 0; i < found; i++)
            {
                Add(into, PageOf(start, regions[i].Start), PageOf(start, regions[i].End));
            }

            position = (byte*)request.WalkEnd;
        }

        return true;
    }

    private void Read(byte* start, byte* end, List<PageRange> into)
    {
        var system = (ulong)Environment.SystemPageSize;
        var perPage = (uint)(system / WasmPages.HostPage);
        var entries = new ulong[(ulong)(end - start) / system];
        Array.Fill(entries, 1UL << 63); // what cannot be read counts as private
        _ = RandomAccess.Read(pagemap, MemoryMarshal.AsBytes(entries.AsSpan()), (long)((ulong)start / system * 8));
        for (var i = 0u; i < entries.Length; i++)
        {
            var (file, held) = ((entries[i] & 1UL << 61) != 0, (entries[i] & 3UL << 62) != 0);
            if (held && !file)
            {
                Add(into, i * perPage, (i + 1) * perPage);
            }
        }
    }

    private static uint PageOf(byte* start, ulong address) => (uint)((address - (ulong)start) / WasmPages.HostPage);

    private static void Add(List<PageRange> into, uint start, uint end)
    {
        if (into.Count > 0 && into[^1].End == start)
        {
            into[^1] = into[^1] with { End = end };
        }
        else
        {
            into.Add(new PageRange(start, end));
        }
    }

    /// <summary><c>struct page_region</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Region
    {
        public ulong Start;
        public ulong End;
        public ulong Categories;
    }

    /// <summary><c>struct pm_scan_arg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ScanRequest
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong WalkEnd;
        public Region* Regions;
        public ulong RegionCount;
        public ulong MaxPages;
        public ulong Inverted;
        public ulong All;
        public ulong Any;
        public ulong Returned;
    }
}
