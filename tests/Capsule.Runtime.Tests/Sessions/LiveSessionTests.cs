using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>How many sessions are in memory at once.</summary>
public sealed class LiveSessionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beyond_the_most_sessions_go_to_the_disk_and_come_back_when_they_are_used()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path, most: 2);
        var sessions = new List<CapsuleSession>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add(await runtime.SessionAsync());
            await sessions[i].ReprAsync($"x = {i}");
        }

        Assert.Equal([true, true, true, false, false], sessions.Select(session => session.IsEvicted));
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal($"{i}", await sessions[i].ReprAsync("x"));
                Assert.Equal(3, sessions.Count(session => session.IsEvicted));
            }
        }

        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "sessions")));
    }

    [Fact]
    public async Task The_one_that_was_used_longest_ago_goes()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path, most: 2);
        await using var first = await runtime.SessionAsync();
        await using var second = await runtime.SessionAsync();
        await using var third = await runtime.SessionAsync();
        await first.ReprAsync("1");
        await second.ReprAsync("1");
        await first.ReprAsync("1");

        await third.ReprAsync("1");

        Assert.Equal((false, true, false), (first.IsEvicted, second.IsEvicted, third.IsEvicted));
    }

    [Fact]
    public async Task A_session_on_the_disk_is_forked_and_stays_there()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path, most: 1);
        await using var first = await runtime.SessionAsync();
        await first.ReprAsync("x = 7");
        await using var second = await runtime.SessionAsync();
        await second.ReprAsync("1");

        await using var fork = (await first.TryForkAsync(Cancellation)).Get();

        Assert.True(first.IsEvicted);
        Assert.Equal(("7", "7"), (await fork.ReprAsync("x"), await first.ReprAsync("x")));
    }

    [Fact]
    public async Task Where_none_can_go_using_another_one_fails_and_says_why()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path, most: 1);
        var started = new TaskCompletionSource();
        await using var busy = await runtime.SessionAsync(
            new SessionOptions { Policy = new TaskPolicy { Compute = new Compute(1_000_000_000_000_000) } });
        await using var other = await runtime.SessionAsync();
        var running = busy.DoAsync("print('on', flush=True)\nwhile True: pass", new SessionCall { OnOutput = _ => started.TrySetResult() });
        await started.Task;

        var refused = await other.DoAsync("1");

        Assert.Equal(ErrorType.LimitExceeded, refused.Failure?.Type);
        Assert.Contains("MaxLiveSessions", refused.Failure?.Message, StringComparison.Ordinal);
        busy.Interrupt();
        Assert.Equal(ErrorType.Cancelled, (await running).Failure?.Type);
        Assert.Equal("1", await other.ReprAsync("1"));
        Assert.True(busy.IsEvicted);
    }

    [Fact]
    public async Task A_session_with_an_open_file_of_the_host_is_not_put_away()
    {
        using var folder = new TemporaryFolder();
        using var state = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(state.Path, most: 1);
        await using var writer = await runtime.SessionAsync(new SessionOptions
        {
            Mounts = [new FolderMount { HostPath = folder.Path, GuestPath = "out", IsWritable = true }],
        });
        await using var other = await runtime.SessionAsync();
        await writer.ReprAsync("f = open('out/log', 'w')");

        Assert.Equal(ErrorType.LimitExceeded, (await other.DoAsync("1")).Failure?.Type);
        await writer.ReprAsync("f.close()");
        Assert.Equal("1", await other.ReprAsync("1"));
    }

    [Fact]
    public async Task Sessions_at_once_in_more_threads_than_there_is_room_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path, most: 3);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            await using var session = await runtime.SessionAsync();
            var expected = 0;
            for (var call = 0; call < 10; call++)
            {
                var result = await session.DoAsync("x = globals().get('x', 0) + 1\nx");
                expected += result.Success ? 1 : 0;
                Assert.True(result.Success || result.Failure?.Type == ErrorType.LimitExceeded, result.Failure?.Message);
                Assert.True(!result.Success || result.Value?.Repr == $"{expected}", $"session {i}: {result.Value?.Repr}, not {expected}");
            }
        }));
    }

    private static async Task<CapsuleRuntime> RuntimeAsync(string state, int most) =>
        (await CapsuleRuntime.TryCreateAsync(
            new CapsuleOptions { CacheDirectory = Checkout.Cache, StateDirectory = state, MaxLiveSessions = most }, Cancellation)).Get();
}
