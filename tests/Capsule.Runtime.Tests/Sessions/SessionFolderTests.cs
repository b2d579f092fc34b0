using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Sessions;

/// <summary>Folders of the host in sessions, and what hostile cells try with them.</summary>
public sealed class SessionFolderTests(RuntimeFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_has_the_folders_that_it_was_granted_and_no_others()
    {
        using var folder = Granted();
        folder.Write("project/in/b.txt", "project");
        await using var session = await fixture.Runtime.SessionAsync(With(folder) with
        {
            Policy = new TaskPolicy { AllowedFiles = [new FolderGrant("in", IsWritable: false)] },
            ProjectFolder = Path.Combine(folder.Path, "project"),
        });

        Assert.Equal("('host', 'project')", await session.ReprAsync("open('data/a.txt').read(), open('in/b.txt').read()"));
        await session.ReprAsync("f = open('out/new.txt', 'w'); f.write('from a cell'); f.close()");
        Assert.Equal("from a cell", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out/new.txt"), Cancellation));
        Assert.Contains("Read-only file system", (await session.DoAsync("open('data/a.txt', 'w')")).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", (await session.DoAsync("open('in/new', 'w')")).Failure?.Message, StringComparison.Ordinal);
        Assert.Equal("FileNotFoundError", (await session.DoAsync("open('data/../../../etc/passwd')")).Failure?.Exception);
        Assert.Equal("host", System.Text.Encoding.UTF8.GetString((await session.TryReadFileAsync("data/a.txt", cancellationToken: Cancellation)).Get()));
    }

    [Fact]
    public async Task A_session_that_asks_for_more_than_the_runtimes_caps_is_refused()
    {
        await using var runtime = (await CapsuleRuntime.TryCreateAsync(new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            Caps = new PolicyCaps { Grants = [new GrantCaps { AllowedHosts = ["api.example.com"], EnvVariables = [] }] },
        }, Cancellation)).Get();
        var wanted = new TaskPolicy { AllowedHosts = ["api.example.com", "other.example.com"], EnvVariables = ["HOME"] };

        var refusal = (await runtime.TryCreateSessionAsync(new SessionOptions { Policy = wanted }, cancellationToken: Cancellation)).Failure;
        await using var allowed = await runtime.SessionAsync(new SessionOptions { Policy = wanted with { AllowedHosts = ["api.example.com"], EnvVariables = [] } });

        Assert.Contains("allowed_hosts: other.example.com", refusal?.Message, StringComparison.Ordinal);
        Assert.Contains("env_variables: HOME", refusal?.Message, StringComparison.Ordinal);
        Assert.Equal("2", await allowed.ReprAsync("1 + 1"));
    }

    [Fact]
    public async Task A_session_without_grants_has_nothing_of_the_host()
    {
        await using var session = await fixture.Runtime.SessionAsync();

        Assert.Equal("FileNotFoundError", (await session.DoAsync("open('/etc/passwd')")).Failure?.Exception);
        Assert.Equal("['/workspace']", await session.ReprAsync("import os\n[at for at, folders, files in os.walk('/') if files and not at.startswith(('/lib', '/usr', '/dev', '/home', '/tmp', '/etc/ssl'))] or [os.getcwd()]"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_granted_is_refused_when_the_session_is_made()
    {
        var missing = new FolderMount { HostPath = "/nowhere/at/all", GuestPath = "data" };
        var created = await fixture.Runtime.TryCreateSessionAsync(new SessionOptions { Mounts = [missing] }, cancellationToken: Cancellation);
        var placeless = await fixture.Runtime.TryCreateSessionAsync(
            new SessionOptions { Policy = new TaskPolicy { AllowedFiles = [new FolderGrant("in", IsWritable: false)] } }, cancellationToken: Cancellation);
        var cache = await fixture.Runtime.TryCreateSessionAsync(
            new SessionOptions { Mounts = [new FolderMount { HostPath = Checkout.Cache, GuestPath = "cache" }] }, cancellationToken: Cancellation);

        Assert.Contains("/nowhere/at/all", created.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("set ProjectFolder", placeless.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("belongs to Capsule itself", cache.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_session_brings_no_folders_along()
    {
        using var folder = Granted();
        await using var session = await fixture.Runtime.SessionAsync(With(folder));
        await session.ReprAsync("import os\nf = open('out/log', 'w')\nf.write('x')\nf.flush()\nd = os.open('data', os.O_DIRECTORY)\nos.chdir('data')");
        var saved = (await session.TrySaveAsync(Cancellation)).Get();

        await using var bare = fixture.Runtime.TryLoadSession(saved, SessionOptions.Default).Get();
        Assert.Equal("FileNotFoundError", (await bare.DoAsync("open('/workspace/data/a.txt')")).Failure?.Exception);
        Assert.Equal("OSError: [Errno 72] Stale file handle", (await bare.DoAsync("f.write('y'); f.flush()")).Failure?.Message);
        Assert.False((await bare.DoAsync("os.open('a.txt', 0, dir_fd=d)")).Success);

        await using var again = fixture.Runtime.TryLoadSession(saved, With(folder)).Get();
        Assert.Equal("'host'", await again.ReprAsync("open('/workspace/data/a.txt').read()"));
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out/log"), Cancellation));
    }

    [Fact]
    public async Task A_fork_has_what_its_parent_has_and_shares_its_limits()
    {
        using var folder = Granted();
        var limits = new HostFileLimits { FilesCreated = 3, BytesWritten = 1000 };
        var session = await fixture.Runtime.SessionAsync(With(folder) with { FileLimits = limits });
        await session.ReprAsync("open('out/1', 'w').close(); open('out/2', 'w').close()");
        await using var fork = (await session.TryForkAsync(Cancellation)).Get();
        await session.DisposeAsync();

        Assert.Equal("'host'", await fork.ReprAsync("open('data/a.txt').read()"));
        await fork.ReprAsync("open('out/3', 'w').close()");
        Assert.Equal("OSError: [Errno 51] No space left on device: 'out/4'", (await fork.DoAsync("open('out/4', 'w')")).Failure?.Message);
        Assert.Contains("Read-only file system", (await fork.DoAsync("open('data/a.txt', 'w')")).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_on_host_files_hold_however_often_a_cell_has_its_sandbox_replaced()
    {
        using var folder = Granted();
        await using var session = await fixture.Runtime.SessionAsync(
            With(folder) with { FileLimits = new HostFileLimits { FilesCreated = 2 } });
        for (var i = 0; i < 2; i++)
        {
            var crashed = await session.DoAsync($"open('out/{i}', 'w').close()\nimport os\nos._exit(3)");
            Assert.False(crashed.IsStateKept);
        }

        Assert.Contains("No space left", (await session.DoAsync("open('out/more', 'w')")).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbolic_link_in_the_place_of_a_granted_folder_is_never_followed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret/s.txt", "secret");
        folder.Write("all/inner/a.txt", "mine");
        await using var session = await fixture.Runtime.SessionAsync(new SessionOptions
        {
            Mounts =
            [
                new FolderMount { HostPath = Path.Combine(folder.Path, "all"), GuestPath = "all", IsWritable = true },
                new FolderMount { HostPath = Path.Combine(folder.Path, "all/inner"), GuestPath = "inner" },
            ],
        });
        await session.ReprAsync("import os\nos.rename('all/inner', 'all/moved')\nos.symlink('../secret', 'all/inner')");
        await using var fork = (await session.TryForkAsync(Cancellation)).Get();
        await session.DoAsync("os._exit(3)");

        foreach (var attacker in new[] { session, fork })
        {
            Assert.Equal("(['a.txt'], 'mine')", await attacker.ReprAsync("os.listdir('inner'), open('inner/a.txt').read()"));
            Assert.Equal("FileNotFoundError", (await attacker.DoAsync("open('all/inner/s.txt')")).Failure?.Exception);
        }
    }

    [Fact]
    public async Task A_host_file_that_was_open_is_lost_on_the_other_side_and_its_descriptor_stays_taken()
    {
        using var folder = Granted();
        await using var session = await fixture.Runtime.SessionAsync(With(folder));
        await session.ReprAsync("f = open('out/log', 'w')\nf.write('unflushed')\nnumber = f.fileno()");
        await using var fork = (await session.TryForkAsync(Cancellation)).Get();

        await fork.ReprAsync("g = open('mine', 'w+')");
        Assert.Equal("OSError: [Errno 72] Stale file handle", (await fork.DoAsync("f.flush()")).Failure?.Message);
        Assert.Equal("(True, '')", await fork.ReprAsync("g.fileno() != number, (g.seek(0), g.read())[1]"));
        await fork.DoAsync("del f");
        await session.ReprAsync("f.write('!')\nf.close()");
        Assert.Equal("unflushed!", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out/log"), Cancellation));
    }

    [Fact]
    public async Task An_idle_session_with_an_open_host_file_stays_in_memory()
    {
        using var folder = Granted();
        await using var session = await fixture.Runtime.SessionAsync(With(folder) with { IdleTimeout = TimeSpan.FromMilliseconds(30) });
        await session.ReprAsync("f = open('out/log', 'w')");
        await Task.Delay(300, Cancellation);
        Assert.False(session.IsEvicted);

        await session.ReprAsync("f.write('still here')\nf.close()");
        await Patience.UntilAsync(() => session.IsEvicted, "the session leaves the memory");

        Assert.Equal("'still here'", await session.ReprAsync("open('out/log').read()"));
    }

    private static TemporaryFolder Granted()
    {
        var folder = new TemporaryFolder();
        folder.Write("data/a.txt", "host");
        Directory.CreateDirectory(Path.Combine(folder.Path, "out"));
        return folder;
    }

    private static SessionOptions With(TemporaryFolder folder) => new()
    {
        Mounts =
        [
            new FolderMount { HostPath = Path.Combine(folder.Path, "data"), GuestPath = "data" },
            new FolderMount { HostPath = Path.Combine(folder.Path, "out"), GuestPath = "out", IsWritable = true },
        ],
    };
}
