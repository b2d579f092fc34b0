using Capsule.Wasm.Memory;

namespace Capsule.Wasm.Tests.Memory;

public sealed class IdlePagesTests
{
    private const long Many = 1_000_000;

    [Fact]
    public void Few_pages_are_never_due()
    {
        var pages = new IdlePages();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(pages.AreDue(500)));
    }

    [Fact]
    public void Many_pages_are_due_at_the_second_call_and_later_each_time_they_come_back()
    {
        var pages = new IdlePages();

        Assert.Equal([1, 5, 13, 29, 61, 93, 125], Enumerable.Range(0, 150).Where(_ => pages.AreDue(Many)));
    }

    [Fact]
    public void Pages_that_stayed_away_are_due_soon_when_they_come_again()
    {
        var pages = new IdlePages();
        for (var i = 0; i < 50; i++)
        {
            _ = pages.AreDue(Many);
        }

        Assert.False(pages.AreDue(3));

        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(_ => pages.AreDue(Many)));
    }
}
