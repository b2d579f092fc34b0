using Capsule.Server.Runs;
using Capsule.Server.Tenants;

namespace Capsule.Server.Tests;

/// <summary>Whose turn it is.</summary>
public sealed class OpenRunsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly OpenRuns runs = new(mostOfTenant: 1000, mostInAll: 1500);

    [Fact]
    public void There_is_room_for_so_many_of_a_tenant_and_so_many_in_all()
    {
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(Reservation.Made, runs.Reserve("one")));
        Assert.Equal(Reservation.TenantHasTooMany, runs.Reserve("one"));
        Assert.All(Enumerable.Range(0, 500), _ => Assert.Equal(Reservation.Made, runs.Reserve("two")));
        Assert.Equal(Reservation.ServerHasTooMany, runs.Reserve("three"));
        runs.Release("one");
        Assert.Equal(Reservation.Made, runs.Reserve("three"));
    }

    [Fact]
    public void A_run_that_waits_takes_its_turn_for_its_signal_or_its_time_and_for_nothing_else()
    {
        var run = Add("one");
        Assert.Equal(run, runs.TakeNext("one"));
        runs.Suspend(run, Noon, ["go"]);
        runs.Wake(run.Id, "other");
        Check([], Noon, Noon.AddSeconds(-1));
        Assert.Null(runs.TakeNext("one"));

        runs.Wake(run.Id, "go");
        runs.Wake(run.Id, "go");
        Assert.Equal(run, runs.TakeNext("one"));
        Assert.Null(runs.TakeNext("one"));

        // The time of the wait that is over wakes nobody.
        Check([], null, Noon);
        runs.Suspend(run, Noon.AddMinutes(1), signals: []);
        Check(["one"], null, Noon.AddMinutes(1));
        Assert.Equal(run, runs.TakeNext("one"));
        runs.Forget(run.Id);
        Assert.False(runs.Uses("one", run.Program));
    }

    [Fact]
    public void The_runs_of_a_tenant_that_was_deleted_are_none()
    {
        var (queued, waiting, other) = (Add("one"), Add("one"), Add("two"));
        Assert.Equal(queued, runs.TakeNext("one"));
        Assert.Equal(waiting, runs.TakeNext("one"));
        runs.Suspend(waiting, Noon, ["go"]);
        runs.Forget("one");
        runs.Wake(waiting.Id, "go");
        Check(["two"], null, Noon);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Equal(Reservation.Made, runs.Reserve("one")));
        Assert.Equal(other, runs.TakeNext("two"));
    }

    private void Check(string[] tenants, DateTimeOffset? next, DateTimeOffset now)
    {
        var found = runs.WakeDue(now);
        Assert.Equal(tenants, found.Tenants);
        Assert.Equal(next, found.Next);
    }

    private OpenRun Add(string tenant)
    {
        Assert.Equal(Reservation.Made, runs.Reserve(tenant));
        var run = new OpenRun(tenant, RunId.Create(TimeProvider.System), "code:python") { IsDurable = true };
        runs.Add(run);
        return run;
    }
}
