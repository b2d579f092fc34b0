using Capsule.Server.Tenants;

namespace Capsule.Server.Tests.Tenants;

/// <summary>Who gets the slot that becomes free.</summary>
public sealed class FairSlotsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_with_many_requests_delays_another_one_by_one_slot()
    {
        var slots = Slots(2);
        Assert.Equal(SlotAnswer.Taken, await TakeAsync(slots, "many"));
        Assert.Equal(SlotAnswer.Taken, await TakeAsync(slots, "many"));
        var many = Enumerable.Range(0, 100).Select(_ => TakeAsync(slots, "many")).ToArray();
        var few = TakeAsync(slots, "few");

        slots.Give("many");

        Assert.Equal(SlotAnswer.Taken, await few);
        Assert.DoesNotContain(many, task => task.IsCompleted);
        slots.Give("few");
        Assert.Equal(SlotAnswer.Taken, await many[0]);
    }

    [Fact]
    public async Task Tenants_that_all_wait_take_turns()
    {
        var slots = Slots(1);
        await TakeAsync(slots, "a");
        var order = new List<string>();
        var waiting = new[] { "a", "a", "b", "b", "c" }.Select(async tenant =>
        {
            await TakeAsync(slots, tenant);
            order.Add(tenant);
            slots.Give(tenant);
        }).ToArray();

        slots.Give("a");
        await Task.WhenAll(waiting);

        Assert.Equal(["b", "c", "a", "b", "a"], order);
        Assert.Equal(1, slots.Free);
    }

    [Fact]
    public async Task A_tenant_at_its_own_bound_leaves_the_other_slots_to_others()
    {
        var slots = Slots(3, ofEach: 1);
        Assert.Equal(SlotAnswer.Taken, await TakeAsync(slots, "a"));
        Assert.Equal(SlotAnswer.TenantIsBusy, await slots.TakeAsync("a", TimeSpan.Zero, Cancellation));
        Assert.Equal(SlotAnswer.Taken, await TakeAsync(slots, "b"));
        Assert.Equal((1, 0), slots.Of("a"));
    }

    [Fact]
    public async Task No_more_than_so_many_wait_and_who_gives_up_leaves_nothing_behind()
    {
        var slots = new FairSlots(1, maxWaiting: 1, _ => 1000, TimeProvider.System);
        Assert.Equal(SlotAnswer.Taken, await TakeAsync(slots, "a"));
        using var ending = new CancellationTokenSource();
        var waiting = slots.TakeAsync("b", Patience.Time, ending.Token);
        Assert.Equal(SlotAnswer.TenantIsBusy, await slots.TakeAsync("b", Patience.Time, Cancellation));

        await ending.CancelAsync();
        Assert.Equal(SlotAnswer.ServerIsBusy, await waiting);
        Assert.Equal(SlotAnswer.ServerIsBusy, await slots.TakeAsync("b", TimeSpan.Zero, Cancellation));
        slots.Give("a");
        Assert.Equal((1, (0, 0)), (slots.Free, slots.Of("b")));
    }

    [Fact]
    public async Task Slots_are_neither_lost_nor_doubled_when_requests_come_go_and_give_up()
    {
        var slots = Slots(3);
        var running = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                var tenant = $"t{worker % 3}";
                for (var i = 0; i < 500; i++)
                {
                    if (await slots.TakeAsync(tenant, i % 2 == 0 ? TimeSpan.FromTicks(1) : Patience.Time, Cancellation) == SlotAnswer.Taken)
                    {
                        Assert.InRange(Interlocked.Increment(ref running), 1, 3);
                        await Task.Yield();
                        Interlocked.Decrement(ref running);
                        slots.Give(tenant);
                    }
                }
            },
            Cancellation)));
        Assert.Equal(3, slots.Free);
    }

    private static FairSlots Slots(int count, int ofEach = 1000) => new(count, 1000, _ => ofEach, TimeProvider.System);

    private static Task<SlotAnswer> TakeAsync(FairSlots slots, string tenant) => slots.TakeAsync(tenant, Patience.Time, Cancellation);
}
