using Capsule.Runtime.Tests.Isolation;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Measures the process, so that nothing else may run in it meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class SessionMemoryTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task A_thousand_forks_leave_nothing_behind()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("data = [str(i) for i in range(20_000)]\nlarge = bytearray(2_500_000)\nopen('a', 'w').write('x' * 100_000)");
        var (before, files) = (0L, (0, 0));
        for (var i = 0; i < 1000; i++)
        {
            await using var fork = (await session.TryForkAsync(TestContext.Current.CancellationToken)).Get();
            await fork.ReprAsync("data[0] = 'changed'\nlarge[:] = b'z' * len(large)\nopen('a', 'w').write('y')");
            if (i == 200)
            {
                (before, files) = (Held(), FilesAndMappings());
            }
        }

        Assert.True(Held() - before < 50 << 20, $"{(Held() - before) >> 20} MiB more");
        var (open, mapped) = FilesAndMappings();
        Assert.True(open - files.Item1 < 20, $"{open - files.Item1} descriptors more");
        Assert.True(mapped - files.Item2 < 200, $"{mapped - files.Item2} mappings more");
        Assert.Equal("('0', 0)", await session.ReprAsync("data[0], large[0]"));
    }

    [Fact]
    public async Task Ten_thousand_calls_keep_memory_flat()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = 0");
        var (host, guest) = (0L, 0L);
        for (var i = 0; i < 10_000; i++)
        {
            var result = await session.DoAsync("x += 1\nprint(x)\nx");
            Assert.True(result.Success);
            if (i == 2000)
            {
                (host, guest) = (Held(), result.RamUsed);
            }

            if (i == 9999)
            {
                Assert.True(result.RamUsed - guest < 2 << 20, $"{(result.RamUsed - guest) >> 10} KiB more in the guest");
            }
        }

        Assert.True(Held() - host < 50 << 20, $"{(Held() - host) >> 20} MiB more");
        Assert.Equal("10000", await session.ReprAsync("x"));
    }

    /// <summary>Descriptors and mappings of the process, when what nobody refers to is gone.</summary>
    private static (int Files, int Mappings) FilesAndMappings()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (Directory.GetFiles("/proc/self/fd").Length, File.ReadLines("/proc/self/maps").Count());
    }

    private static long Held() => GC.GetTotalMemory(forceFullCollection: true);
}
