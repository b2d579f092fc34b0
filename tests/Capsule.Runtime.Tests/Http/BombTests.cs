using System.Globalization;
using System.IO.Compression;
using System.Text;
using Capsule.Runtime.Tests.Isolation;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Responses that grow when they are unpacked. The host unpacks nothing; the guest does, within its own memory.</summary>
[Collection(nameof(Alone))]
public sealed class BombTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const long Megabyte = 1 << 20;
    private const int Unpacked = 1 << 30;

    /// <summary>Bombs of a gigabyte by coding; those of some codings are bombs inside of bombs.</summary>
    private static readonly Dictionary<string, Func<byte[]>> Bombs = new()
    {
        ["gzip"] = () => Compress(Zeros, stream => new GZipStream(stream, CompressionLevel.Optimal)),
        ["deflate"] = () => Compress(Zeros, stream => new ZLibStream(stream, CompressionLevel.Optimal)),
        ["br"] = () => Compress(Zeros, stream => new BrotliStream(stream, CompressionLevel.Fastest)),
        ["zstd"] = Zstandard,
        ["gzip, gzip"] = () => Compress(
            into => into.Write(Compress(Zeros, stream => new GZipStream(stream, CompressionLevel.Optimal))), stream => new GZipStream(stream, CompressionLevel.Optimal)),
    };

    [Theory]
    [InlineData("gzip", "import gzip\nreturn len(gzip.decompress(data))")]
    [InlineData("deflate", "import zlib\nreturn len(zlib.decompress(data))")]
    [InlineData("zstd", "from compression import zstd\nreturn len(zstd.decompress(data))")]
    [InlineData("gzip, gzip", "import gzip\nreturn len(gzip.decompress(gzip.decompress(data)))")]
    public async Task A_bomb_meets_the_limit_of_its_task_and_not_the_memory_of_the_host(string coding, string unpack)
    {
        using var memory = new HostMemory();
        var envelope = await RunAsync(coding, unpack);
        Assert.True(envelope.Error is { Type: ErrorType.MemoryExceeded } or { Exception: "MemoryError" }, $"{envelope.Error}");
        Assert.True(memory.Managed < 150 * Megabyte, $"{memory.Managed}");
        Assert.True(memory.AllOfIt < (512 + 300) * Megabyte, $"{memory.AllOfIt}");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task A_bomb_that_nobody_unpacks_stays_as_small_as_it_came(string coding)
    {
        using var memory = new HostMemory();
        var envelope = await RunAsync(coding, "return len(data)");
        Assert.InRange(int.Parse(envelope.Json(), CultureInfo.InvariantCulture), 1, 5_000_000);
        Assert.True(memory.Managed < 150 * Megabyte, $"{memory.Managed}");
    }

    private async Task<Envelope> RunAsync(string coding, string unpack)
    {
        var bomb = Bombs[coding]();
        await using var server = new RawServer(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {bomb.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
            await stream.WriteAsync(bomb, TestContext.Current.CancellationToken);
        });
        return await network.RunAsync(
            $"""
            import urllib.request
            with urllib.request.urlopen('http://localhost:{server.Port}/') as response:
                assert response.headers['content-encoding'] == '{coding}'
                data = response.read()
            assert len(data) == {bomb.Length}
            {unpack}
            """, $"allowed_hosts=['localhost:{server.Port}']");
    }

    private static byte[] Compress(Action<Stream> write, Func<Stream, Stream> compressor)
    {
        var result = new MemoryStream();
        using (var stream = compressor(result))
        {
            write(stream);
        }

        return result.ToArray();
    }

    private static void Zeros(Stream stream)
    {
        var zeros = new byte[1 << 20];
        for (var i = 0; i < Unpacked / zeros.Length; i++)
        {
            stream.Write(zeros);
        }
    }

    /// <summary>A frame of blocks that each repeat one byte 131,072 times (RFC 8878, 3.1.1).</summary>
    private static byte[] Zstandard()
    {
        const int Block = 128 << 10;
        var frame = new MemoryStream();
        frame.Write([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
        for (var left = Unpacked; left > 0; left -= Block)
        {
            var header = (Block << 3) | (1 << 1) | (left == Block ? 1 : 0);
            frame.Write([(byte)header, (byte)(header >> 8), (byte)(header >> 16), 0]);
        }

        return frame.ToArray();
    }
}
