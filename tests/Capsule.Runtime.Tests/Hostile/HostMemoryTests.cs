using System.Globalization;
using Capsule.Runtime.Tests.Isolation;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>
/// Measures the process while a task makes the host keep things: it grows by no more than the task's <c>ram</c> and a constant. What
/// is kept without an account takes gigabytes here.
/// </summary>
[Collection(nameof(Alone))]
public sealed class HostMemoryTests(RuntimeFixture fixture)
{
    private const string Options = "ram='128MB', compute=60_000_000_000, timeout='300s'";

    /// <summary>The task's memory, twice for a copy in the way, and what the collector did not get to yet.</summary>
    private const long Most = 600_000_000;

    [Theory]
    [InlineData("import _capsule\nfor i in range(500): _capsule.call(b'{\"call\":\"start\",\"op\":\"run.sleep\",\"seconds\":100}\\0' + bytes(4_000_000))")]
    [InlineData("import _capsule\nfor i in range(2000): _capsule.call(b'{\"call\":\"start\",\"op\":\"run.sleep\",\"seconds\":100,\"x\":[' + b'1,' * 500_000 + b'1]}')")]
    [InlineData("import _capsule\n_capsule.call(b'{\"call\":\"task.run\",\"task\":\"sub\"}\\0{\"args\":[' + b'1,' * 10_000_000 + b'1],\"kwargs\":{}}')")]
    [InlineData("return [1] * 8_000_000")]
    [InlineData("return [[[[]]]] * 2_000_000")]
    [InlineData("import os\nfor i in range(20_000): os.mkdir(f'/tmp/{i}')\nk = []\ntry:\n    while True: k.append(os.scandir('/tmp')); next(k[-1])\nexcept OSError: pass")]
    public async Task The_host_keeps_no_more_for_a_task_than_its_memory(string body)
    {
        var source = Sources.MainOf(body, Options, "@task\ndef sub(*args): return len(args)\n");
        _ = await fixture.Runtime.RunAsync(Sources.MainOf("return 1"));
        GC.Collect();
        var before = ResetPeak();

        _ = await fixture.Runtime.RunAsync(source);

        Assert.InRange(ReadPeak() - before, 0, Most);
    }

    /// <summary>Sets the peak of the process back to what it has now.</summary>
    private static long ResetPeak()
    {
        File.WriteAllText("/proc/self/clear_refs", "5");
        return ReadPeak();
    }

    private static long ReadPeak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim(),
        CultureInfo.InvariantCulture);
}
