using Capsule.Server.Tenants;

namespace Capsule.Server.Tests.Tenants;

/// <summary>Compute in a span of time.</summary>
public sealed class ComputeWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_used_beyond_the_quota_is_paid_for_in_the_spans_that_follow()
    {
        var window = Window();
        window.Add(250);
        Assert.Equal(TimeSpan.FromSeconds(110), window.Wait(Start.AddSeconds(10), 100));

        window.Advance(Start.AddMinutes(1), 100);
        Assert.Equal((150, TimeSpan.FromMinutes(1)), (window.Used, window.Wait(Start.AddMinutes(1), 100)));
        window.Advance(Start.AddMinutes(2), 100);
        Assert.Equal((50, TimeSpan.Zero), (window.Used, window.Wait(Start.AddMinutes(2), 100)));
    }

    [Fact]
    public void Without_a_quota_a_span_begins_at_nothing()
    {
        var window = Window();
        window.Add(long.MaxValue);
        window.Add(long.MaxValue);
        Assert.Equal(TimeSpan.Zero, window.Wait(Start, null));
        window.Advance(Start.AddMinutes(1), null);
        Assert.Equal(0, window.Used);
    }

    [Fact]
    public void A_clock_that_is_set_back_forgets_nothing()
    {
        var window = Window();
        window.Add(100);
        window.Advance(Start.AddDays(-1), 100);
        Assert.Equal(100, window.Used);
    }

    [Fact]
    public void The_largest_numbers_overflow_nothing()
    {
        var window = Window();
        window.Add(long.MaxValue);
        Assert.Equal(TimeSpan.MaxValue, window.Wait(Start, 1));
        window.Advance(DateTimeOffset.MaxValue, long.MaxValue);
        Assert.Equal(0, window.Used);
    }

    private static ComputeWindow Window()
    {
        var window = new ComputeWindow(TimeSpan.FromMinutes(1), 0, 0);
        window.Advance(Start, null);
        return window;
    }
}
