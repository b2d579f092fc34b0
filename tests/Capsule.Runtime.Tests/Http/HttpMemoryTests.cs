using Capsule.Runtime.Tests.Isolation;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>What passes through the gate is not kept on its way.</summary>
[Collection(nameof(Alone))]
public sealed class HttpMemoryTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public async Task A_decompression_bomb_meets_the_guests_limit_and_not_the_hosts_memory()
    {
        using var memory = new HostMemory();
        var envelope = await network.RunAsync(
            """
            import gzip, urllib.request
            with urllib.request.urlopen(PLAIN + '/bomb') as response:
                squeezed = response.read()
            assert len(squeezed) < 5_000_000
            return len(gzip.decompress(squeezed))
            """);
        Assert.True(envelope.Error is { Type: ErrorType.MemoryExceeded } or { Exception: "MemoryError" }, $"{envelope.Error}");
        Assert.True(memory.Managed < 150 * Megabyte, $"{memory.Managed}");
        Assert.True(memory.AllOfIt < (512 + 300) * Megabyte, $"{memory.AllOfIt}");
    }

    [Fact]
    public async Task A_bomb_is_unpacked_in_parts_within_little_memory()
    {
        var envelope = await network.RunAsync(
            """
            import urllib.request, zlib
            unpack, total = zlib.decompressobj(31), 0
            with urllib.request.urlopen(PLAIN + '/bomb') as response:
                while part := response.read(4096):
                    while part:
                        total += len(unpack.decompress(part, 1 << 20))
                        part = unpack.unconsumed_tail
            return total + len(unpack.flush())
            """);
        Assert.Equal("1073741824", envelope.Json());
        Assert.True(envelope.Execution.RamUsed < 60 * Megabyte, $"{envelope.Execution.RamUsed}");
    }

    [Fact]
    public async Task Streams_in_both_directions_leave_the_hosts_memory_flat()
    {
        using var memory = new HostMemory();
        var envelope = await network.RunAsync(
            """
            import http.client, urllib.parse
            c = http.client.HTTPConnection(urllib.parse.urlsplit(PLAIN).netloc)
            part = bytes(65536)
            c.request('POST', '/count', (part for _ in range(4096)), {'Content-Length': str(4096 * 65536)})
            up = int(c.getresponse().read().split()[0])
            c.request('GET', '/bytes/268435456')
            response, down = c.getresponse(), 0
            while data := response.read(65536):
                down += len(data)
            return [up, down]
            """);
        Assert.Equal("[268435456,268435456]", envelope.Json());
        Assert.True(memory.Managed < 150 * Megabyte, $"{memory.Managed}");
        Assert.True(memory.AllOfIt < 250 * Megabyte, $"{memory.AllOfIt}");
    }
}
