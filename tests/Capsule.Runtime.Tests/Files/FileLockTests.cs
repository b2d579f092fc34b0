using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Files;

/// <summary>Locks in granted folders are locks of the host: they hold between sandboxes, and against other programs.</summary>
public sealed class FileLockTests(RuntimeFixture fixture)
{
    private const string Open = "import fcntl, os, errno\nf = open('data/f', 'r+')";

    /// <summary>Defines <c>attempt</c>, which gives "ok" or the name of an error.</summary>
    private const string Attempt = """
        def attempt(call, *arguments):
            try:
                call(*arguments)
                return 'ok'
            except OSError as error:
                return errno.errorcode[error.errno]
        """;

    [Fact]
    public async Task A_range_that_one_sandbox_locked_is_closed_to_another_until_it_is_unlocked()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);
        await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_EX, 10, 5)");

        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 14)"));
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 5, 0)"));
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 0, 15)"));
        await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_UN, 10, 5)");
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
    }

    [Fact]
    public async Task Shared_locks_exclude_exclusive_ones_alone()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);

        Assert.Equal("'ok'", await first.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
    }

    [Fact]
    public async Task A_lock_taken_through_a_read_only_descriptor_becomes_exclusive_through_another()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);
        await first.ReprAsync("r = open('data/f')");

        Assert.Equal("'ok'", await first.ReprAsync("attempt(fcntl.lockf, r, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'EBADF'", await first.ReprAsync("attempt(fcntl.lockf, r, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await first.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 4)"));
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_SH | fcntl.LOCK_NB, 4)"));
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 4, 4)"));
    }

    [Fact]
    public async Task Closing_any_descriptor_of_a_file_ends_the_locks_of_its_ranges_and_no_others()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);
        await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_EX)\nfcntl.flock(f, fcntl.LOCK_EX)\nopen('data/g').close()");
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));

        await first.ReprAsync("open('data/f').close()");

        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.Equal("'EAGAIN'", await second.ReprAsync("attempt(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        await first.ReprAsync("f.close()");
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
    }

    [Fact]
    public async Task Locks_of_an_open_file_belong_to_it_alone()
    {
        using var shared = Folder();
        await using var session = await OpenedAsync(shared);

        Assert.Equal("'EAGAIN'", await session.ReprAsync(
            """
            import struct
            g = open('data/f', 'r+')
            lock = struct.pack('hhxxxxqqixxxx', fcntl.F_WRLCK, 0, 0, 0, 0)
            fcntl.fcntl(f, fcntl.F_OFD_SETLK, lock)
            open('data/f').close()
            attempt(fcntl.fcntl, g, fcntl.F_OFD_SETLK, lock)
            """));
        Assert.Equal("'ok'", await session.ReprAsync("f.close()\nattempt(fcntl.fcntl, g, fcntl.F_OFD_SETLK, lock)"));
    }

    [Fact]
    public async Task Who_has_a_lock_can_be_asked_for()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);
        await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_EX, 10, 5)");
        const string ask =
            """
            import struct
            def ask():
                asked = struct.pack('hhxxxxqqixxxx', fcntl.F_RDLCK, os.SEEK_CUR, 0, 0, 0)
                return struct.unpack('hhxxxxqqixxxx', fcntl.fcntl(f, fcntl.F_GETLK, asked))
            """;
        await first.DoAsync(ask);
        await second.DoAsync(ask);

        Assert.Equal($"(1, 0, 5, 10, -1)", await second.ReprAsync("ask()"));
        Assert.StartsWith("(2,", await first.ReprAsync("ask()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locks_hold_against_other_programs_of_the_host()
    {
        using var shared = Folder();
        await using var session = await OpenedAsync(shared);

        // .NET locks ranges by fcntl, and files that are not shared by flock.
        await using (var stream = new FileStream(shared.Of("f"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            stream.Lock(0, 4);
            Assert.Equal("'EAGAIN'", await session.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
            stream.Unlock(0, 4);
            Assert.Equal("'ok'", await session.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
            Assert.ThrowsAny<IOException>(() => stream.Lock(0, 4));
        }

        await using (new FileStream(shared.Of("g"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal("'EAGAIN'", await session.ReprAsync("g = open('data/g')\nattempt(fcntl.flock, g, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        }

        Assert.Equal("'ok'", await session.ReprAsync("attempt(fcntl.flock, g, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.ThrowsAny<IOException>(() => new FileStream(shared.Of("g"), FileMode.Open, FileAccess.ReadWrite, FileShare.None));
    }

    [Theory]
    [InlineData("fcntl.lockf")]
    [InlineData("fcntl.flock")]
    public async Task Whoever_waits_for_a_lock_gets_it_when_it_is_given_back(string call)
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await using var second = await OpenedAsync(shared);
        await first.ReprAsync($"{call}(f, fcntl.LOCK_EX)");

        var waiting = second.DoAsync($"open('data/g', 'w').write('waits')\n{call}(f, fcntl.LOCK_EX)\nopen('data/f').read()");
        while (await File.ReadAllTextAsync(shared.Of("g"), TestContext.Current.CancellationToken) != "waits")
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await first.ReprAsync("f.write('done first')\nf.flush()");
        Assert.False(waiting.IsCompleted);
        await first.ReprAsync($"{call}(f, fcntl.LOCK_UN)");
        Assert.Equal("'done first'", (await waiting).Value?.Repr);
    }

    [Fact]
    public async Task Waiting_for_a_lock_ends_with_the_time_that_a_call_has()
    {
        using var shared = Folder();
        await using var first = await OpenedAsync(shared);
        await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_EX)\nfcntl.flock(f, fcntl.LOCK_EX)");

        foreach (var call in (string[])["fcntl.lockf", "fcntl.flock"])
        {
            await using var second = await OpenedAsync(shared, new SessionOptions
            {
                Policy = TaskPolicy.Default with { Timeout = TimeSpan.FromSeconds(5) },
            });
            var result = await second.DoAsync($"{call}(f, fcntl.LOCK_EX)");
            Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        }
    }

    [Fact]
    public async Task Two_open_files_of_a_private_file_exclude_each_other_as_on_Linux()
    {
        await using var session = await fixture.Runtime.SessionAsync();
        await session.DoAsync($"import fcntl, errno\n{Attempt}\na, b = open('/tmp/f', 'w'), open('/tmp/f')\nfcntl.flock(a, fcntl.LOCK_EX)");

        Assert.Equal("'EAGAIN'", await session.ReprAsync("attempt(fcntl.flock, b, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await session.ReprAsync("a.close()\nattempt(fcntl.flock, b, fcntl.LOCK_SH)"));
        Assert.Equal("'EBADF'", await session.ReprAsync("attempt(fcntl.flock, 99, fcntl.LOCK_SH)"));
        Assert.Equal("'EINVAL'", await session.ReprAsync("attempt(fcntl.flock, b, 77)"));
    }

    [Fact]
    public async Task A_task_that_may_only_read_excludes_no_readers()
    {
        using var shared = Folder();
        await using var reader = await shared.SessionAsync(isWritable: false);
        await reader.DoAsync($"import fcntl, errno\n{Attempt}\nf = open('data/f')");

        Assert.Equal("'EROFS'", await reader.ReprAsync("attempt(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.Equal("'EBADF'", await reader.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await reader.ReprAsync("attempt(fcntl.flock, f, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await reader.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_SH | fcntl.LOCK_NB)"));
    }

    [Fact]
    public async Task A_sandbox_locks_a_bounded_number_of_ranges()
    {
        using var shared = Folder();
        await using var session = await OpenedAsync(shared);

        Assert.Equal("('ENOLCK', True, 'ok')", await session.ReprAsync(
            """
            locked = 0
            while (answer := attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 2 * locked)) == 'ok':
                locked += 1
            fcntl.lockf(f, fcntl.LOCK_UN)
            answer, 1000 < locked < 1025, attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            """));
    }

    [Fact]
    public async Task Locks_end_with_their_sandbox()
    {
        using var shared = Folder();
        await using (var first = await OpenedAsync(shared))
        {
            await first.ReprAsync("fcntl.lockf(f, fcntl.LOCK_EX)\nfcntl.flock(f, fcntl.LOCK_EX)");
        }

        await using var second = await OpenedAsync(shared);
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.lockf, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
        Assert.Equal("'ok'", await second.ReprAsync("attempt(fcntl.flock, f, fcntl.LOCK_EX | fcntl.LOCK_NB)"));
    }

    private SharedFolder Folder()
    {
        var shared = new SharedFolder(fixture.Runtime);
        File.WriteAllText(shared.Of("f"), "");
        File.WriteAllText(shared.Of("g"), "");
        return shared;
    }

    private static async Task<CapsuleSession> OpenedAsync(SharedFolder shared, SessionOptions? options = null)
    {
        var session = await shared.SessionAsync(options: options);
        var opened = await session.DoAsync($"{Open}\n{Attempt}");
        Assert.True(opened.Success, opened.Failure?.Message);
        return session;
    }
}
