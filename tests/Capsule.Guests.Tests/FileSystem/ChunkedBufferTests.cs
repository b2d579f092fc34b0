using Capsule.Guests.FileSystem.Memory;
using CsCheck;

namespace Capsule.Guests.Tests.FileSystem;

/// <summary>The contents of private files.</summary>
public sealed class ChunkedBufferTests
{
    private const int ChunkSize = 16 * 1024;
    private const int Largest = 5 * ChunkSize;

    private static readonly Gen<int> Position = Gen.OneOf(
        Gen.Int[0, Largest],
        Gen.Int[0, 5].Select(Gen.Int[-1, 1], (chunk, off) => Math.Max(0, (chunk * ChunkSize) + off)));

    [Fact]
    public void A_buffer_reads_as_an_array_would_and_holds_only_the_chunks_that_were_written()
    {
        var write = Gen.Select(Position, Gen.Int[0, 40_000], (at, count) => (IsWrite: true, At: at, Count: count));
        var resize = Position.Select(length => (IsWrite: false, At: length, Count: 0));
        Gen.Frequency((2, write), (1, resize)).Array[1, 12].Holds(operations =>
        {
            var quota = new ScratchQuota(() => long.MaxValue);
            var buffer = new ChunkedBuffer(quota);
            var (model, held) = (Array.Empty<byte>(), new HashSet<int>());
            foreach (var (isWrite, at, count) in operations)
            {
                if (isWrite)
                {
                    var bytes = Enumerable.Range(1, count).Select(i => (byte)i).ToArray();
                    Assert.Equal(count, buffer.Write(bytes, at));
                    Array.Resize(ref model, count == 0 ? model.Length : Math.Max(model.Length, at + count));
                    bytes.CopyTo(model, count == 0 ? 0 : at);
                    held.UnionWith(Enumerable.Range(at, count).Select(position => position / ChunkSize));
                }
                else
                {
                    buffer.SetLength(at);
                    Array.Resize(ref model, at);
                    held.RemoveWhere(chunk => chunk * ChunkSize >= at);
                }

                var read = new byte[model.Length + 10];
                Assert.Equal(model.Length, buffer.Read(read, 0));
                Assert.True(model.AsSpan().SequenceEqual(read.AsSpan(0, model.Length)));
                Assert.Equal(held.Count * ChunkSize, quota.Used);
            }
        });
    }

    [Fact]
    public void Reading_behind_the_end_gives_nothing()
    {
        var buffer = new ChunkedBuffer(new ScratchQuota(() => long.MaxValue));
        buffer.Write([1, 2], 0);
        Assert.Equal(0, buffer.Read(new byte[5], 2));
        Assert.Equal(0, buffer.Read(new byte[5], long.MaxValue));
        Assert.Equal(1, buffer.Read(new byte[5], 1));
    }
}
