using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

public sealed class SavedSessionTests(RuntimeFixture fixture)
{
    private const string Work =
        """
        import os, json, collections
        class Point:
            def __init__(self, x): self.x = x
        points = [Point(i) for i in range(100)]
        os.makedirs('a/b')
        os.symlink('a', 'link')
        _ = open('a/b/c.txt', 'w').write('contents')
        kept = open('a/b/c.txt', 'r+')
        _ = kept.read(4)
        source = open(os.__file__)
        _ = source.readline()
        gone = open('gone', 'w+'); os.unlink('gone'); _ = gone.write('nameless')
        os.chdir('a')
        os.rmdir('/tmp') if False else None
        """;

    [Fact]
    public async Task A_saved_session_goes_on_where_it_was()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync(Work);
        var saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();

        await using var loaded = fixture.Runtime.TryLoadSession(saved, SessionOptions.Default).Get();

        Assert.Equal("99", await loaded.ReprAsync("points[-1].x"));
        Assert.Equal("('contents', 'ents', 'nameless')", await loaded.ReprAsync(
            "open('/workspace/link/b/c.txt').read(), kept.read(), (gone.seek(0), gone.read())[1]"));
        Assert.Equal("True", await loaded.ReprAsync("len(source.readline()) > 0"));
        Assert.Equal("('/workspace/a', ['b'])", await loaded.ReprAsync("os.getcwd(), os.listdir()"));
        await loaded.ReprAsync("kept.write('!'); kept.flush()");
        Assert.Equal("'contents!'", await loaded.ReprAsync("open('b/c.txt').read()"));
        Assert.Equal("'contents'", await session.ReprAsync("open('b/c.txt').read()"));
    }

    [Fact]
    public async Task A_damaged_file_is_refused()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = 1");
        var saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var damaged = (byte[])saved.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Assert.NotNull(fixture.Runtime.TryLoadSession(damaged, SessionOptions.Default).Failure);
            Assert.NotNull(fixture.Runtime.TryLoadSession(saved.AsMemory(0, random.Next(saved.Length)), SessionOptions.Default).Failure);
        }

        Assert.Contains("no saved session", fixture.Runtime.TryLoadSession("nonsense"u8.ToArray(), SessionOptions.Default).Failure!.Message, StringComparison.Ordinal);
        damagedVersion(saved);

        void damagedVersion(byte[] bytes)
        {
            bytes[8] = 9;
            Assert.Contains("version 9", fixture.Runtime.TryLoadSession(bytes, SessionOptions.Default).Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_session_that_needs_more_memory_than_allowed_is_not_resumed()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = bytes(60_000_000)");
        var saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
        var small = new SessionOptions { Policy = new TaskPolicy { Ram = new ByteSize(50_000_000) } };

        await using var loaded = fixture.Runtime.TryLoadSession(saved, small).Get();

        Assert.Contains("ram=", (await loaded.DoAsync("1")).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_session_comes_back_by_its_id()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var first = await RuntimeAsync(folder.Path))
        {
            var session = await first.SessionAsync();
            await session.ReprAsync("x = 41");
            id = session.Id;
            (await session.TrySuspendAsync(TestContext.Current.CancellationToken)).Get();
            Assert.Contains("has ended", (await session.DoAsync("x")).Failure?.Message, StringComparison.Ordinal);
        }

        await using var second = await RuntimeAsync(folder.Path);
        await using (var resumed = second.TryResumeSession(id, SessionOptions.Default).Get())
        {
            Assert.Equal("42", await resumed.ReprAsync("x + 1"));
        }

        Assert.Contains("there is no session", second.TryResumeSession(id, SessionOptions.Default).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("no id", second.TryResumeSession("../../etc/passwd", SessionOptions.Default).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_files_of_two_suspended_sessions_cannot_be_exchanged()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path);
        var ids = new List<string>();
        byte[]? saved = null;
        foreach (var value in (string[])["1", "2"])
        {
            var session = await runtime.SessionAsync();
            await session.ReprAsync($"x = {value}");
            saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
            ids.Add(session.Id);
            (await session.TrySuspendAsync(TestContext.Current.CancellationToken)).Get();
        }

        string[] paths = [.. ids.Select(id => Path.Combine(folder.Path, "sessions", id + ".session"))];
        byte[][] files = [.. paths.Select(File.ReadAllBytes)];
        File.WriteAllBytes(paths[0], files[1]);
        Assert.Contains("another session's file", runtime.TryResumeSession(ids[0], SessionOptions.Default).Failure?.Message, StringComparison.Ordinal);

        // Nor is a suspended one taken for one that its owner saved, or the other way round.
        File.WriteAllBytes(paths[0], saved!);
        Assert.NotNull(runtime.TryResumeSession(ids[0], SessionOptions.Default).Failure);
        Assert.NotNull(runtime.TryLoadSession(files[1], SessionOptions.Default).Failure);

        File.WriteAllBytes(paths[0], files[0]);
        await using var resumed = runtime.TryResumeSession(ids[0], SessionOptions.Default).Get();
        Assert.Equal("1", await resumed.ReprAsync("x"));
    }

    [Fact]
    public async Task An_idle_session_goes_to_the_disk_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        await using var runtime = await RuntimeAsync(folder.Path);
        await using var session = await runtime.SessionAsync(new SessionOptions { IdleTimeout = TimeSpan.FromMilliseconds(50) });
        await session.ReprAsync("import random\nrandom.seed(5)\nx = random.random()\nf = open('a', 'w')");
        await Patience.UntilAsync(() => session.IsEvicted, "the session leaves the memory");

        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "sessions")));
        Assert.Equal("True", await session.ReprAsync("y = random.random()\nrandom.seed(5)\n(random.random(), random.random()) == (x, y)"));
        Assert.Equal("2", await session.ReprAsync("f.write('ok')"));
        await session.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "sessions")));
    }

    private static async Task<CapsuleRuntime> RuntimeAsync(string state) =>
        (await CapsuleRuntime.TryCreateAsync(
            new CapsuleOptions { CacheDirectory = Checkout.Cache, StateDirectory = state }, TestContext.Current.CancellationToken)).Get();
}
