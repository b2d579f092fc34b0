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

        Assert.Null(meter.Check());
        Assert.InRange(meter.Remaining, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        meter.AddWait(TimeSpan.FromSeconds(1));
        Assert.Equal(new Stop.TimedOut(), meter.Check());
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
    public void A_bulk_operation_longer_than_the_fuel_is_stopped_before_it_starts()
    {
        using var guest = new TestGuest(
            """
            (module (memory (export "memory") 2000)
              (func (export "run") (memory.fill (i32.const 0) (i32.const 7) (i32.const 100000000))))
            """,
            functions: "run");
        using var sandbox = guest.Start(new MeterLimits { Ticks = 1_000_000 });

        Assert.IsType<Stop.FuelExhausted>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.Equal(0, sandbox.Memory.ReadInt32(0));
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
