using System.Buffers.Binary;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Sessions;
using Capsule.Wasm.Memory;
using CsCheck;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>The pages of saved sessions.</summary>
public sealed class SessionPagesTests
{
    private const uint MemoryPages = 4096;
    private const ulong MemoryBytes = MemoryPages * (ulong)WasmPages.HostPage;

    private static readonly Gen<(int Count, uint First, uint Stride, byte Value)> Layout = Gen.Select(
        Gen.Frequency((1, Gen.Int[0, 40]), (1, Gen.Int[500, 2000])), Gen.UInt[0, 90], Gen.UInt[1, 2], Gen.Byte);

    [Fact]
    public void Pages_are_read_as_they_were_packed_however_many_there_are() => Layout.Holds(
        layout =>
        {
            var snapshot = SnapshotOf(PageDelta.Empty) with
            {
                Stored = StoredOf(new PageDelta(Numbers(layout), Bytes(layout))),
                Delta = new PageDelta([1, 40, MemoryPages - 1], new byte[3 * WasmPages.HostPage]),
            };
            var packed = SessionPages.Pack(snapshot);
            Assert.Equal(packed.Length, packed.Pieces.Sum(piece => piece.LongLength));

            AssertSame(snapshot, [.. packed.Pieces.SelectMany(piece => piece)]);
        },
        iter: 25);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Pages_in_one_frame_or_none_are_read(int level) => Layout.Holds(
        layout =>
        {
            var delta = new PageDelta(Numbers(layout), Bytes(layout));
            AssertSame(SnapshotOf(delta), Payload.Pack(PageList.Write(delta), level));
        },
        iter: 25);

    [Fact]
    public void Malformed_pages_are_refused()
    {
        Refused(pages => pages[..^1]);
        Refused(pages => [.. pages, 0]);
        Refused(pages => pages[..3]);
        Refused(pages => With(pages, 0, 999));
        Refused(pages => With(pages, 0, uint.MaxValue));
        Refused(pages => With(pages, 8, 1)); // 1, 1
        Refused(pages => With(pages, 8, MemoryPages));

        static byte[] With(byte[] pages, int at, uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(pages.AsSpan(at), value);
            return pages;
        }

        static void Refused(Func<byte[], byte[]> change)
        {
            foreach (var count in new[] { 2, 1000 })
            {
                var layout = (count, First: 1u, Stride: 1u, Value: (byte)7);
                var pages = change(PageList.Write(new PageDelta(Numbers(layout), Bytes(layout))));
                foreach (var level in new[] { 0, 1 })
                {
                    var refusal = Record.Exception(() => SessionPages.Read(Payload.Pack(pages, level), MemoryBytes));
                    Assert.True(refusal is InvalidDataException or EndOfStreamException, $"{refusal}");
                }
            }
        }
    }

    private static void AssertSame(Snapshot expected, byte[] payload)
    {
        var (stored, delta) = SessionPages.Read(payload, MemoryBytes);
        var read = expected with { Stored = stored, Delta = delta };
        Assert.True(stored.Count == 0 || delta.Pages.Length == 0);
        Assert.Equal(expected.PagesOverImage(), read.PagesOverImage());
        Assert.All(expected.PagesOverImage(), page => Assert.True(expected.PageAtRest(page).SequenceEqual(read.PageAtRest(page))));
        GC.KeepAlive(read);
        GC.KeepAlive(expected);
    }

    private static StoredPages StoredOf(PageDelta delta) => delta.Pages.IsEmpty
        ? StoredPages.Empty
        : StoredPages.Of(
            PageFile.Create((uint)delta.Pages.Length, file =>
            {
                var bytes = new byte[delta.Length];
                delta.CopyTo(bytes);
                RandomAccess.Write(file, bytes, 0);
            }),
            PageRange.Of(delta.Pages));

    private static Snapshot SnapshotOf(PageDelta delta) =>
        new() { Image = MemoryImage.FromBytes(new byte[WasmPages.Size]), Delta = delta, MemoryBytes = MemoryBytes, PopulatedPages = 0, Globals = [], Tables = [] };

    private static uint[] Numbers((int Count, uint First, uint Stride, byte Value) layout) =>
        [.. Enumerable.Range(0, layout.Count).Select(i => layout.First + ((uint)i * layout.Stride))];

    private static byte[] Bytes((int Count, uint First, uint Stride, byte Value) layout)
    {
        var bytes = new byte[layout.Count * WasmPages.HostPage];
        for (var i = 0; i < bytes.Length; i += 97)
        {
            bytes[i] = (byte)(layout.Value + (i / 997));
        }

        return bytes;
    }
}
