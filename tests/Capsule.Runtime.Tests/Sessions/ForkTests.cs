using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

public sealed class ForkTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task Forks_go_their_own_ways()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = [1]\nopen('a.txt', 'w').write('one')");
        await using var fork = (await session.TryForkAsync(TestContext.Current.CancellationToken)).Get();
        await session.ReprAsync("x.append(2)\nopen('a.txt', 'a').write(' two')");
        await fork.ReprAsync("x.append(3)\nimport os\nos.rename('a.txt', 'b.txt')\nos.mkdir('d')");
        await using var second = (await fork.TryForkAsync(TestContext.Current.CancellationToken)).Get();

        Assert.Equal("([1, 2], 'one two', ['a.txt'])", await session.ReprAsync("import os\nx, open('a.txt').read(), os.listdir('.')"));
        Assert.Equal("([1, 3], 'one', ['b.txt', 'd'])", await fork.ReprAsync("x, open('b.txt').read(), sorted(os.listdir('.'))"));
        Assert.Equal("([1, 3], 'one', ['b.txt', 'd'])", await second.ReprAsync("x, open('b.txt').read(), sorted(os.listdir('.'))"));
    }

    [Fact]
    public async Task A_session_returns_to_a_snapshot_as_often_as_wanted()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("x = 1\nopen('a', 'w').write('1')");
        var snapshot = (await session.TrySnapshotAsync(TestContext.Current.CancellationToken)).Get();
        for (var round = 0; round < 3; round++)
        {
            await session.ReprAsync("x = 2\nopen('a', 'w').write('2')\nopen('b', 'w').write('2')");
            (await session.TryRestoreAsync(snapshot, TestContext.Current.CancellationToken)).Get();

            Assert.Equal("(1, '1', ['a'])", await session.ReprAsync("import os\nx, open('a').read(), os.listdir('.')"));
        }

        await using var other = await fixture.Runtime.SessionAsync(from: snapshot);
        Assert.Equal("1", await other.ReprAsync("x"));
    }

    [Fact]
    public async Task No_two_forks_share_randomness()
    {
        const string Draw = "import random, uuid, tempfile, secrets\n(random.random(), str(uuid.uuid4()), tempfile.mktemp(), secrets.token_hex())";
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync(Draw);
        var seen = new HashSet<string?>();
        for (var i = 0; i < 5; i++)
        {
            await using var fork = (await session.TryForkAsync(TestContext.Current.CancellationToken)).Get();
            await fork.ReprAsync(Draw);
            foreach (var part in new[] { "random.random()", "uuid.uuid4().hex", "tempfile.mktemp()", "secrets.token_hex()" })
            {
                Assert.True(seen.Add(await fork.ReprAsync(part)), part);
            }
        }
    }

    [Fact]
    public async Task A_seed_that_a_cell_sets_holds_in_its_own_session()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("import random\nrandom.seed(5)");
        var first = await session.ReprAsync("random.random()");
        await session.ReprAsync("random.seed(5)");

        Assert.Equal(first, await session.ReprAsync("random.random()"));
    }

    [Fact]
    public async Task Open_files_go_on_where_they_were()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync(
            """
            import os
            out = open('log.txt', 'w+')
            _ = out.write('one ')
            out.flush()
            gone = open('gone.txt', 'w+')
            _ = gone.write('kept')
            os.unlink('gone.txt')
            source = open(os.__file__)
            first = source.readline()
            reader, writer = os.pipe()
            os.mkdir('sub'); os.chdir('sub')
            """);

        await using var fork = (await session.TryForkAsync(TestContext.Current.CancellationToken)).Get();
        await fork.ReprAsync("_ = out.write('two'); _ = out.seek(0)");

        Assert.Equal("'one two'", await fork.ReprAsync("out.read()"));
        Assert.Equal("'kept'", await fork.ReprAsync("gone.seek(0); gone.read()"));
        Assert.Equal("True", await fork.ReprAsync("first.startswith('r') and source.tell() > 0 and len(source.readline()) > 0"));
        Assert.Equal("'/workspace/sub'", await fork.ReprAsync("os.getcwd()"));
        Assert.Equal("OSError", (await fork.DoAsync("os.write(writer, b'x')")).Failure?.Exception);
        Assert.Equal("1", await session.ReprAsync("os.write(writer, b'x')"));
        Assert.Equal("'one '", await session.ReprAsync("_ = out.seek(0); out.read()"));
    }

    [Fact]
    public async Task Hard_links_and_devices_are_those_of_the_fork()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.ReprAsync("import os\nopen('a', 'w').write('one')\nos.link('a', 'b')\nos.listdir('/dev')");
        var saved = (await session.TrySaveAsync(TestContext.Current.CancellationToken)).Get();
        await using var fork = (await session.TryForkAsync(TestContext.Current.CancellationToken)).Get();
        await using var loaded = fixture.Runtime.TryLoadSession(saved, SessionOptions.Default).Get();
        await session.DisposeAsync();
        foreach (var other in new[] { fork, loaded })
        {
            await other.ReprAsync("f = open('a', 'w'); _ = f.write('two'); f.close()");

            Assert.Equal("('two', 2)", await other.ReprAsync("open('b').read(), os.stat('b').st_nlink"));
            Assert.Equal("True", await other.ReprAsync("open('/dev/urandom', 'rb').read(16) != bytes(16)"));
            Assert.Equal("here\n", (await other.DoAsync("_ = open('/dev/stdout', 'w').write('here\\n')")).Printed());
        }
    }

    [Fact]
    public async Task Files_come_in_and_go_out()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions
        {
            Files = new Dictionary<string, ReadOnlyMemory<byte>> { ["data/in.txt"] = "input"u8.ToArray() },
            Disk = new ByteSize(1_000_000),
        });

        Assert.Equal("'input'", await session.ReprAsync("open('data/in.txt').read()"));
        await session.ReprAsync("open('out.bin', 'wb').write(bytes(range(256)))");
        (await session.TryWriteFileAsync("data/in.txt", "changed"u8.ToArray(), cancellationToken)).Get();

        Assert.Equal("'changed'", await session.ReprAsync("open('data/in.txt').read()"));
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (byte)i), (await session.TryReadFileAsync("out.bin", cancellationToken: cancellationToken)).Get());
        Assert.Equal(
            ["data True 0", "data/in.txt False 7", "out.bin False 256"],
            (await session.TryListFilesAsync(cancellationToken: cancellationToken)).Get().Select(file => $"{file.Path} {file.IsFolder} {file.Size}"));
        (await session.TryDeleteFileAsync("out.bin", cancellationToken)).Get();
        Assert.Equal("['data']", await session.ReprAsync("import os\nos.listdir()"));
        Assert.Contains("no such file", (await session.TryReadFileAsync("out.bin", cancellationToken: cancellationToken)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("7 bytes", (await session.TryReadFileAsync("data/in.txt", 5, cancellationToken)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("no space", (await session.TryWriteFileAsync("big", new byte[2_000_000], cancellationToken)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("not permitted", (await session.TryWriteFileAsync("/lib/x.py", "x"u8.ToArray(), cancellationToken)).Failure?.Message, StringComparison.Ordinal);
    }
}
