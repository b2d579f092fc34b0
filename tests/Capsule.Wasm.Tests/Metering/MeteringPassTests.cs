using System.Diagnostics;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Metering;

public sealed class MeteringPassTests
{
    /// <summary>Generous: these machines are shared. Without a meter the guests would run for ever.</summary>

    public static TheoryData<string> Endless => [.. MeteredGuests.Endless.Keys];

    [Theory]
    [MemberData(nameof(Endless))]
    public void Code_that_never_ends_uses_up_its_fuel(string name)
    {
        using var guest = new TestGuest(MeteredGuests.Endless[name], functions: "run");

        var result = guest.Run("run", new MeterLimits { Ticks = 30_000_000 });

        Assert.Equal(new Stop.FuelExhausted(30_000_000), result.Stop);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Code_that_never_ends_is_stopped_by_its_deadline(string name)
    {
        using var guest = new TestGuest(MeteredGuests.Endless[name], functions: "run");
        var watch = Stopwatch.StartNew();

        var result = guest.Run("run", new MeterLimits { Timeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(new Stop.TimedOut(), result.Stop);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(50), Patience.Time);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void Code_that_never_ends_is_stopped_by_its_own_time(string name)
    {
        using var guest = new TestGuest(MeteredGuests.Endless[name], functions: "run");

        Assert.Equal(new Stop.TimedOut(), guest.Run("run", new MeterLimits { OwnTime = TimeSpan.FromMilliseconds(50) }).Stop);
    }

    [Fact]
    public void A_guests_own_time_is_not_that_of_other_threads()
    {
        var meter = new Meter(new MeterLimits { OwnTime = TimeSpan.FromSeconds(1) }, TimeProvider.System);

        Thread.CurrentThread.Join(TimeSpan.FromSeconds(1.1)); // as a thread waits whose processor others have

        Assert.Null(meter.Check(0));
        Assert.InRange(meter.Remaining, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        meter.AddWait(TimeSpan.FromSeconds(1));
        Assert.Equal(new Stop.TimedOut(), meter.Check(0));
        Assert.Equal(TimeSpan.Zero, meter.Remaining);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Code_that_never_ends_can_be_cancelled(string name)
    {
        using var guest = new TestGuest(MeteredGuests.Endless[name], functions: "run");
        using var source = new CancellationTokenSource();
        var run = Task.Run(() => guest.Run("run", new MeterLimits { Cancellation = source.Token }));
        await Task.Delay(20, TestContext.Current.CancellationToken);

        await source.CancelAsync();

        Assert.Equal(new Stop.Cancelled(), (await run.WaitAsync(Patience.Time, TestContext.Current.CancellationToken)).Stop);
    }

    [Fact]
    public void Endless_recursion_ends_as_a_stack_overflow() => BigStack.Run(() =>
    {
        using var guest = new TestGuest("""(module (func $f (export "run") (call $f)))""", functions: "run");

        Assert.Equal(new Stop.StackOverflow(), guest.Run("run").Stop);
    });

    [Fact]
    public void The_count_of_a_program_is_the_same_in_every_run()
    {
        const string sum = """
            (module (func (export "run") (param $n i32) (result i32) (local $sum i32)
              (loop $again
                (local.set $sum (i32.add (local.get $sum) (local.get $n)))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $again (local.get $n)))
              (local.get $sum)))
            """;
        using var guest = new TestGuest(sum, functions: "run");

        long Count(int rounds)
        {
            using var sandbox = guest.Start();
            Assert.Equal(rounds * (rounds + 1) / 2, sandbox.Call(guest.Functions["run"], rounds).Value);
            return sandbox.TicksUsed;
        }

        Assert.Equal(Count(1000), Count(1000));
        Assert.Equal(2 * (Count(2000) - Count(1000)), Count(3000) - Count(1000));
    }

    [Theory]
    [InlineData("memory.fill", 100_000_000)]
    [InlineData("memory.copy", 100_000_000)]
    public void A_bulk_operation_is_charged_by_its_length(string operation, int length)
    {
        using var guest = new TestGuest(
            $"""(module (memory 2000) (func (export "run") ({operation} (i32.const 0) (i32.const 0) (i32.const {length}))))""",
            functions: "run");
        using var sandbox = guest.Start();

        Assert.True(sandbox.Call(guest.Functions["run"]).Returned);
        Assert.InRange(sandbox.TicksUsed, length / 4, (length / 4) + 1000);
    }

    [Fact]
    public void A_bulk_operation_longer_than_the_fuel_is_stopped_on_its_way()
    {
        using var guest = new TestGuest(
            """
            (module (memory (export "memory") 2000)
              (func (export "run") (memory.fill (i32.const 0) (i32.const 7) (i32.const 100000000))))
            """,
            functions: "run");
        using var sandbox = guest.Start(new MeterLimits { Ticks = 1_000_000 });

        Assert.IsType<Stop.FuelExhausted>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.Equal(0, sandbox.Memory.ReadInt32(10_000_000));
    }

    [Theory]
    [InlineData("memory.fill (i32.const 0) (i32.const 7) (i32.const 1073741824)")]
    [InlineData("memory.copy (i32.const 1) (i32.const 0) (i32.const 1073741824)")]
    [InlineData("memory.copy (i32.const 0) (i32.const 1) (i32.const 1073741824)")]
    public void A_deadline_that_passes_in_a_bulk_operation_ends_it_there(string operation)
    {
        using var guest = new TestGuest($"""(module (memory 16385) (func (export "run") ({operation})))""", functions: "run");
        var time = new TickingTime(TimeSpan.FromMilliseconds(1));
        using var sandbox = guest.Start(new MeterLimits { Timeout = TimeSpan.FromMilliseconds(50) }, time: time);

        Assert.IsType<Stop.TimedOut>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.InRange(sandbox.TicksUsed, 1, 1L << 27); // half of what the whole operation costs
    }

    [Fact]
    public void Long_operations_on_memory_do_what_short_ones_do()
    {
        const string module = """
            (module (memory (export "memory") 200)
              (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
              (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2))))
            """;
        using var guest = new TestGuest(module, functions: ["fill", "copy"]);
        using var sandbox = guest.Start();
        var expected = new byte[200 << 16];
        new Random(1).NextBytes(expected);
        expected.CopyTo(sandbox.Memory.Bytes(0, (uint)expected.Length));
        int[] lengths = [0, 1, 512, 513, MeteringPass.BulkPart, MeteringPass.BulkPart + 1, (5 * MeteringPass.BulkPart) + 7];
        foreach (var length in lengths)
        {
            foreach (var (target, source) in ((int, int)[])[(3, 5_000_000), (5_000_000, 3), (100, 101), (101, 100), (70, 70), (1, 1 << 20), (1 << 20, 1)])
            {
                Assert.True(sandbox.Call(guest.Functions["copy"], target, source, length).Returned);
                expected.AsSpan(source, length).CopyTo(expected.AsSpan(target));
                Assert.True(expected.AsSpan().SequenceEqual(sandbox.Memory.Bytes(0, (uint)expected.Length)), $"copy {target} {source} {length}");
            }

            Assert.True(sandbox.Call(guest.Functions["fill"], 17, length & 0xff, length).Returned);
            expected.AsSpan(17, length).Fill((byte)length);
            Assert.True(expected.AsSpan().SequenceEqual(sandbox.Memory.Bytes(0, (uint)expected.Length)), $"fill {length}");
        }
    }

    [Theory]
    [InlineData("fill", -16, 1, 4096)]
    [InlineData("fill", 0, 1, -1)]
    [InlineData("copy", -16, 0, 4096)]
    [InlineData("copy", 0, -16, 4096)]
    [InlineData("copy", 4096, 0, -1)]
    [InlineData("copy", 0, 4096, -1)]
    public void A_long_operation_that_leaves_the_memory_is_a_trap(string function, int first, int second, int length)
    {
        const string module = """
            (module (memory 2)
              (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
              (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2))))
            """;
        using var guest = new TestGuest(module, functions: function);
        using var sandbox = guest.Start();

        Assert.IsType<Stop.Trapped>(sandbox.Call(guest.Functions[function], first, second, length).Stop);
    }

    [Fact]
    public void A_budget_smaller_than_a_slice_is_honoured_to_the_tick()
    {
        using var guest = new TestGuest(MeteredGuests.Endless["a loop"], functions: "run");
        using var sandbox = guest.Start(new MeterLimits { Ticks = 1000 });

        Assert.IsType<Stop.FuelExhausted>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.InRange(sandbox.TicksUsed, 1000, 1100);
    }
}
