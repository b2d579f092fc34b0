using System.Buffers.Binary;
using Capsule.Wasm.Memory;
using CsCheck;

namespace Capsule.Wasm.Tests.Memory;

public sealed class StoredPagesTests
{
    private const uint Pages = 64;

    private static readonly Gen<List<PageRange>> Ranges =
        Gen.UInt[0, Pages - 1].Array[1, 30].Select(pages => PageRange.Of([.. pages.Distinct().Order()]));

    [Fact]
    public void A_page_is_that_of_the_last_file_that_has_it() => Ranges.Array[0, 6].Holds(
        layers =>
        {
            var (stored, expected) = (StoredPages.Empty, new Dictionary<uint, uint>());
            for (var i = 0u; i < layers.Length; i++)
            {
                stored = stored.With(File(i, layers[i]), layers[i]);
                foreach (var page in layers[i].SelectMany(PagesOf))
                {
                    expected[page] = i;
                }
            }

            for (var page = 0u; page < Pages; page++)
            {
                var found = stored.Find(page);
                Assert.Equal(expected.ContainsKey(page), !found.IsEmpty);
                if (expected.TryGetValue(page, out var layer))
                {
                    Assert.Equal((layer, page), (BinaryPrimitives.ReadUInt32LittleEndian(found), BinaryPrimitives.ReadUInt32LittleEndian(found[4..])));
                }
            }

            Assert.Equal(expected.Count, (int)stored.Count);
            Assert.Equal(expected.Count, stored.CountByFile().Values.Sum(count => (int)count));
        },
        iter: 200);

    [Fact]
    public void Nobody_can_change_a_file_of_pages()
    {
        var file = File(1, [new PageRange(0, 2)]);
        using var again = System.IO.File.OpenHandle($"/proc/self/fd/{file.Descriptor}", access: FileAccess.ReadWrite);

        Assert.Throws<UnauthorizedAccessException>(() => RandomAccess.Write(again, "x"u8, 0));
        Assert.Throws<UnauthorizedAccessException>(() => RandomAccess.SetLength(again, 0));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(file.At(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.At(2).Length);
    }

    /// <summary>A file in which each page says whose it is.</summary>
    private static PageFile File(uint layer, List<PageRange> ranges)
    {
        uint[] pages = [.. ranges.SelectMany(PagesOf)];
        return PageFile.Create((uint)pages.Length, file =>
        {
            for (var i = 0; i < pages.Length; i++)
            {
                var bytes = new byte[WasmPages.HostPage];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, layer);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), pages[i]);
                RandomAccess.Write(file, bytes, i * (long)WasmPages.HostPage);
            }
        });
    }

    private static IEnumerable<uint> PagesOf(PageRange range) => Enumerable.Range((int)range.Start, (int)range.Count).Select(page => (uint)page);
}
