using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;
using Capsule.Wasm.Tests.Support;

namespace Capsule.Wasm.Tests.Sandboxes;

/// <summary>What the host does for a guest: it is charged, and ends with the guest's time.</summary>
public sealed class HostWorkTests
{
    /// <summary>So short a loop uses up its first slice after hundred thousand rounds.</summary>
    private const string Loop = """
        (module (import "test" "work" (func $work))
          (func (export "run") (loop $again (call $work) (br $again)))
          (func (export "once") (call $work)))
        """;

    private readonly TickingTime time = new(TimeSpan.Zero);
    private int calls;

    [Fact]
    public void A_deadline_that_passes_in_the_host_ends_the_guest_with_that_call()
    {
        using var guest = Guest(_ => time.Advance(TimeSpan.FromMilliseconds(10)));
        using var sandbox = guest.Start(new MeterLimits { Timeout = TimeSpan.FromSeconds(1) }, time: time);

        Assert.IsType<Stop.TimedOut>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.Equal(100, calls);
    }

    [Fact]
    public void A_cancellation_ends_the_guest_after_a_few_calls_that_take_no_time()
    {
        using var source = new CancellationTokenSource();
        using var guest = Guest(_ => { if (calls == 1000) { source.Cancel(); } });
        using var sandbox = guest.Start(new MeterLimits { Cancellation = source.Token }, time: time);

        Assert.IsType<Stop.Cancelled>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.InRange(calls, 1000, 1100);
    }

    [Fact]
    public void Calls_alone_use_up_the_compute()
    {
        using var guest = Guest(_ => { });
        using var sandbox = guest.Start(new MeterLimits { Ticks = 10_000 * Meter.HostCallCost }, time: time);

        Assert.IsType<Stop.FuelExhausted>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.InRange(calls, 5_000, 10_001);
    }

    [Fact]
    public void What_a_call_is_charged_ends_the_guest_when_it_is_more_than_is_left_and_the_rest_of_the_slice_does_not_help()
    {
        using var guest = Guest(call => call.Charge(600_000));
        using var sandbox = guest.Start(new MeterLimits { Ticks = 10_000_000 }, time: time);

        Assert.IsType<Stop.FuelExhausted>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.InRange(calls, 14, 17);
    }

    [Fact]
    public void The_charge_of_host_work_is_the_same_in_every_run()
    {
        using var guest = Guest(call => call.Charge(123));

        long Count()
        {
            using var sandbox = guest.Start();
            Assert.True(sandbox.Call(guest.Functions["once"]).Returned);
            return sandbox.TicksUsed;
        }

        Assert.Equal(Count(), Count());
    }

    [Fact]
    public void A_guest_that_came_to_its_end_after_its_deadline_did_not_make_it()
    {
        using var guest = Guest(_ => { });
        using var sandbox = guest.Start(new MeterLimits { Timeout = TimeSpan.FromSeconds(1) }, time: time);
        Assert.True(sandbox.Call(guest.Functions["once"]).Returned);
        Assert.Null(sandbox.CheckEnd());

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<Stop.TimedOut>(sandbox.CheckEnd());
    }

    [Fact]
    public void Long_work_in_one_call_hears_that_the_time_is_over()
    {
        var parts = 0;
        using var guest = Guest(call =>
        {
            do
            {
                parts++;
                time.Advance(TimeSpan.FromMilliseconds(100));
            }
            while (call.Charge(1));
        });
        using var sandbox = guest.Start(new MeterLimits { Timeout = TimeSpan.FromSeconds(1) }, time: time);

        Assert.IsType<Stop.TimedOut>(sandbox.Call(guest.Functions["run"]).Stop);
        Assert.Equal(10, parts);
    }

    private TestGuest Guest(Action<HostCall> work) => new(
        Loop,
        define: imports => imports.Define("test", "work", ":", call =>
        {
            calls++;
            work(call);
        }),
        functions: ["run", "once"]);
}
