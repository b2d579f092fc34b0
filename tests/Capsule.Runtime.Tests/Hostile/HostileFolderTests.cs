using System.Diagnostics;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Files;
using Capsule.Runtime.Tests.Hostile.Cases;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>What hostile tasks try with folders that they were granted.</summary>
public sealed class HostileFolderTests(RuntimeFixture fixture)
{
    /// <summary>Reads through a held directory, again and again, while somebody exchanges it with another.</summary>
    private const string Reader = """
        from capsule import task
        import os

        @task(name='main', compute=10**13, ram='256MB')
        def main():
            fd, seen, wrong = None, 0, []
            while fd is None: # the other one may be there now, or neither
                try:
                    fd = os.open('h/y/in', os.O_RDONLY)
                    if 'mine' not in os.listdir(fd): fd = os.close(fd)
                    else: os.chdir(fd)
                except FileNotFoundError:
                    fd = None
            for i in range(1500):
                for use in (lambda: os.listdir(fd), lambda: os.listdir('.')):
                    try:
                        names = use() # none while it is elsewhere
                        seen += bool(names)
                        if names and 'mine' not in names: wrong.append(names)
                    except FileNotFoundError:
                        pass
                try:
                    with open('mine', opener=lambda p, f: os.open(p, f, dir_fd=fd)) as f:
                        if f.read() != 'mine': wrong.append('contents')
                except FileNotFoundError:
                    pass
                try:
                    os.close(os.open(f'new{i % 20}', os.O_CREAT | os.O_WRONLY, dir_fd=fd))
                    os.unlink(f'new{i % 20}', dir_fd=fd)
                except FileNotFoundError:
                    pass
            return [seen > 0, wrong]
        """;

    /// <summary>Exchanges two directories, so that at all times a name leads to one, to the other or to nothing.</summary>
    private const string Swapper = """
        from capsule import task
        import os

        @task(name='main', compute=10**13)
        def main():
            for i in range(1500):
                os.rename('h/y', 'h/z'); os.rename('h/x', 'h/y')
                os.rename('h/y', 'h/x'); os.rename('h/z', 'h/y')
        """;

    internal static readonly HostileCase[] Cases = [.. HeldDirectories.All, .. FolderTraps.All, .. LocksAndMappings.All];

    public static TheoryData<string> Names => [.. Cases.Select(attempt => attempt.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_task_gets_more_than_the_folder_it_was_granted(string name)
    {
        var attempt = Cases.Single(attempt => attempt.Name == name);
        using var folder = new HostileFolder();

        var envelope = await fixture.Runtime.RunAsync(
            ProgramSource.FromText(Sources.MainOf(attempt.Body, attempt.Options, attempt.Before)), new TaskCall(), folder.Options,
            TestContext.Current.CancellationToken);

        HostileWorld.CheckEnd(attempt, envelope);
        folder.CheckUntouched();
        Assert.False(File.Exists(folder.Of("y/in/other")) && await File.ReadAllTextAsync(folder.Of("y/in/other"), TestContext.Current.CancellationToken) is not ("keep" or ""));
    }

    [Fact]
    public async Task A_held_directory_is_never_another_one_while_a_task_exchanges_them()
    {
        using var folder = Prepare();
        var swapping = RunAsync(Swapper, folder);
        var read = await RunAsync(Reader, folder);

        Assert.Null((await swapping).Error);
        Check(folder, read);
    }

    [Fact]
    public async Task A_held_directory_is_never_another_one_while_a_process_exchanges_them()
    {
        using var folder = Prepare();
        using var swapper = Process.Start(new ProcessStartInfo("sh", ["-c", "while [ -d y ] && [ ! -e end ]; do mv y z && mv x y && mv y x && mv z y; done"])
        {
            WorkingDirectory = folder.Path,
        })!;
        var read = await RunAsync(Reader, folder);
        await File.WriteAllTextAsync(folder.Of("end"), "", TestContext.Current.CancellationToken);
        await swapper.WaitForExitAsync(TestContext.Current.CancellationToken);

        Check(folder, read);
    }

    /// <summary>Threat: whoever may rename what lies above the cache can put another in its place, or reach it by names that it holds.</summary>
    [Theory]
    [InlineData("cache")]
    [InlineData("state")]
    public async Task A_folder_above_what_is_Capsules_own_is_granted_for_reading_alone(string own)
    {
        using var home = new TemporaryFolder();
        home.Write("deep/below/state/sessions/s", "a session");
        var held = own == "cache" ? Checkout.Cache : Path.Combine(home.Path, "deep/below/state");
        await using var runtime = (await CapsuleRuntime.TryCreateAsync(new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            StateDirectory = own == "state" ? held : null,
        }, TestContext.Current.CancellationToken)).Get();
        using var project = new Project(runtime);

        for (var above = Path.GetDirectoryName(held)!; above.Length > 1; above = Path.GetDirectoryName(above)!)
        {
            var refused = await project.RunAsync("return 1", options: Mounting(above, isWritable: true));
            Assert.Equal(ErrorType.ConfigError, refused.Error?.Type);
            Assert.Contains($"{above} contains Capsule's ", refused.Error!.Message, StringComparison.Ordinal);
            // Further up, the folder may contain the suite's own cache as well, which is named then.
            string[] contained = Checkout.Cache.StartsWith($"{above}/", StringComparison.Ordinal) ? [held, Checkout.Cache] : [held];
            Assert.Contains(contained, path => refused.Error.Message.Contains($"({path})", StringComparison.Ordinal));
            Assert.Contains("grant this one read-only, or set CAPSULE_", refused.Error.Message, StringComparison.Ordinal);

            var way = Path.GetRelativePath(above, held);
            var read = await project.RunAsync(
                $"parent, name = os.path.split('h/{way}')\nreturn [os.path.isdir(parent), name in os.listdir(parent), os.path.lexists('h/{way}')]",
                options: Mounting(above, isWritable: false));
            Assert.Equal("[true,false,false]", read.Json());
        }
    }

    [Fact]
    public async Task A_project_that_holds_the_cache_is_not_granted_to_its_own_task_for_writing()
    {
        using var project = new Project(fixture.Runtime);
        await using var runtime = (await CapsuleRuntime.TryCreateAsync(new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            StateDirectory = project.Of("a/state"),
        }, TestContext.Current.CancellationToken)).Get();
        using var other = new TemporaryFolder();

        var task = await runtime.RunAsync(
            ProgramSource.FromText(Sources.MainOf("return 1", "allowed_files=['.']")), new TaskCall(),
            new RunOptions { ProjectFolder = project.Path }, TestContext.Current.CancellationToken);
        var session = await runtime.TryCreateSessionAsync(new SessionOptions
        {
            Mounts = [new FolderMount { HostPath = project.Path, GuestPath = "h", IsWritable = true }],
        }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains($"contains Capsule's state directory ({project.Of("a/state")})", task.Error?.Message, StringComparison.Ordinal);
        Assert.False(session.TryGet(out _, out var failure));
        Assert.Contains($"contains Capsule's state directory ({project.Of("a/state")})", failure.Message, StringComparison.Ordinal);
    }

    private static RunOptions Mounting(string path, bool isWritable) =>
        new() { Mounts = [new FolderMount { HostPath = path, GuestPath = "h", IsWritable = isWritable }] };

    private static HostileFolder Prepare()
    {
        var folder = new HostileFolder();
        foreach (var (name, file) in new[] { ("y", "mine"), ("x", "other") })
        {
            Directory.CreateDirectory(folder.Of($"{name}/in"));
            File.WriteAllText(folder.Of($"{name}/in/{file}"), file);
        }

        return folder;
    }

    private Task<Envelope> RunAsync(string program, HostileFolder folder) => fixture.Runtime.RunAsync(
        ProgramSource.FromText(program), new TaskCall(), folder.Options with { FileLimits = new() }, TestContext.Current.CancellationToken);

    private static void Check(HostileFolder folder, Envelope read)
    {
        Assert.Equal("[true,[]]", read.Json());
        Assert.Equal(["other"], Directory.GetFiles(folder.Of("x/in")).Select(Path.GetFileName));
        folder.CheckUntouched();
    }
}
