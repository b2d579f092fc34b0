using Capsule.Wasm.Memory;
using CsCheck;

namespace Capsule.Wasm.Tests.Memory;

public sealed unsafe class PageMapTests
{
    private const int Pages = 64;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Private_pages_are_exactly_those_that_were_written(bool canScan)
    {
        using var image = MemoryImage.FromBytes(Enumerable.Repeat((byte)1, Pages * WasmPages.HostPage).ToArray());
        using var map = new PageMap { CanScan = canScan };
        Gen.UInt[0, Pages - 1].Array[0, 20].Holds(
            written =>
            {
                var start = Libc.Map(null, image.Length, Libc.ProtectReadWrite, Libc.MapPrivate, image.Descriptor);
                var sum = 0;
                for (var page = 0; page < Pages; page++)
                {
                    sum += start[page * WasmPages.HostPage]; // reading makes no page private
                }

                foreach (var page in written)
                {
                    start[page * WasmPages.HostPage] = 2;
                }

                var found = new List<PageRange>();
                map.FindPrivate(start, start + image.Length, found);
                _ = Libc.munmap(start, (nuint)image.Length);
                Assert.Equal(Pages, sum);
                Assert.Equal(
                    written.Distinct().Order(),
                    found.SelectMany(range => Enumerable.Range((int)range.Start, (int)range.Count)).Select(page => (uint)page));
            },
            iter: 100, threads: 1);
    }
}
