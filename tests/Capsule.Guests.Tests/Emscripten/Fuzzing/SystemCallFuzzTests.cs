using System.Globalization;
using Capsule.Guests.Tests.FileSystem.Support;

namespace Capsule.Guests.Tests.Emscripten.Fuzzing;

/// <summary>
/// Calls every import with random arguments. CAPSULE_FUZZ_CALLS says how many calls are made, CAPSULE_TEST_SEED which.
/// </summary>
public sealed class SystemCallFuzzTests(ITestOutputHelper output)
{
    private const int CallsOfOneProcess = 5_000;
    private const long MemoryLimit = 256 << 20;

    [Fact]
    public void No_call_of_a_guest_makes_the_host_fail_or_leaves_the_granted_folder()
    {
        var calls = Number("CAPSULE_FUZZ_CALLS", 200_000);
        var seed = TestSeed.Fixed ?? Environment.TickCount;
        output.WriteLine($"{calls} calls, seed {seed}");
        using var host = new HostFiles();
        using var guest = new CallerGuest();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var failures = Fuzz(guest, host, new Random(seed), calls, out var returned);

        output.WriteLine($"{returned} calls returned, {Directory.GetFileSystemEntries(host.Path).Length} entries in the granted folder");
        Assert.InRange(returned, calls / 3, calls); // else nothing but addresses is tested
        Assert.True(failures.Count == 0, $"seed {seed}:\n{string.Join('\n', failures.Values)}");
        Assert.Equal("secret", File.ReadAllText(host.Sentinel));
        Assert.Equal(1u, host.LinksOfSentinel());
        Assert.Equal(["granted", "sentinel"], Directory.GetFileSystemEntries(Path.GetDirectoryName(host.Path)!).Select(Path.GetFileName).Order());
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MemoryLimit);
    }

    /// <summary>One report for each call and kind of exception.</summary>
    private static Dictionary<string, string> Fuzz(CallerGuest guest, HostFiles host, Random random, int calls, out int returned)
    {
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        var values = new WildValues(random);
        returned = 0;
        for (var made = 0; made < calls;)
        {
            using var process = new FuzzedProcess(guest, host, values);
            for (var i = 0; i < CallsOfOneProcess && made < calls; i++, made++)
            {
                var function = guest.Calls[random.Next(guest.Calls.Count)];
                if (process.Call(function) is { } failure)
                {
                    failures.TryAdd($"{function.Name} {failure.GetType().Name}", $"{function.Name}: {failure}");
                }
            }

            returned += process.Returned;
        }

        return failures;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
