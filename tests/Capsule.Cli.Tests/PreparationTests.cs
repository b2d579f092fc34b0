using System.Diagnostics;
using Capsule.Cli.Tests.Support;
using Capsule.Files;

namespace Capsule.Cli.Tests;

/// <summary>Preparing a machine, which happens once; each test here has a cache of its own and compiles the guest.</summary>
public sealed class PreparationTests : IDisposable
{
    private readonly TemporaryFolder cache = new();

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task Processes_that_start_together_prepare_once_and_all_succeed()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => HelloAsync()));

        Assert.All(results, result => Assert.Equal((0, "Hello from Capsule!\n"), (result.ExitCode, result.Output)));
        Assert.Single(results, result => result.Error.Contains("compiling", StringComparison.Ordinal));
        Assert.Equal("", (await HelloAsync()).Error);
    }

    [Fact]
    public async Task A_process_that_was_killed_while_it_prepared_leaves_nothing_wrong()
    {
        using (var process = CliProcess.Start(null, Environment(), "run", Hello))
        {
            await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("Hello from Capsule!\n", (await HelloAsync()).Output);
    }

    [Fact]
    public async Task An_interrupt_ends_preparing_at_once_and_leaves_nothing_wrong()
    {
        using (var process = CliProcess.Start(null, Environment(), "run", Hello))
        {
            await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            var result = await CliProcess.FinishAsync(process);
            Assert.Equal(130, result.ExitCode);
            Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(cache.Path, "*.cwasm"));
        Assert.Equal("Hello from Capsule!\n", (await HelloAsync()).Output);
    }

    [Fact]
    public async Task Damaged_files_are_made_again_once_and_nobody_notices()
    {
        await HelloAsync();
        foreach (var file in Directory.GetFiles(cache.Path, "python-*").Where(file => !file.EndsWith(".seal", StringComparison.Ordinal)))
        {
            Damage(file);
        }

        var repaired = await HelloAsync();
        var after = await HelloAsync();

        Assert.Equal((0, "Hello from Capsule!\n"), (repaired.ExitCode, repaired.Output));
        Assert.Equal((0, "Hello from Capsule!\n", ""), (after.ExitCode, after.Output, after.Error));
    }

    [Fact]
    public async Task A_cache_without_space_is_an_error_that_says_so()
    {
        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/bash", ["-c", $"trap '' XFSZ; ulimit -f 1000; exec '{CliProcess.Path}' run '{Hello}'"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["CAPSULE_CACHE"] = cache.Path,
                ["DOTNET_EnableWriteXorExecute"] = "0", // the JIT's own large file would hit the limit
            },
        })!;

        var result = await CliProcess.FinishAsync(shell);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains($"the cache in {cache.Path}, or the key in ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(cache.Path, "*.tmp"));
    }

    [Fact]
    public async Task Nobody_else_can_look_into_the_cache()
    {
        await HelloAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(cache.Path));
    }

    /// <summary>A copy of the shared cache: nothing is compiled, and no other test is disturbed.</summary>
    [Fact]
    public async Task A_run_ends_before_somebody_else_can_change_its_code()
    {
        using var folder = new TemporaryFolder();
        folder.Write("main.py", "import time\ndef main():\n    print('running', flush=True)\n    time.sleep(3600)\n");
        await CliProcess.RunAsync("run", Hello);
        foreach (var file in Directory.GetFiles(Checkout.Cache, "python-*"))
        {
            File.Copy(file, Path.Combine(cache.Path, Path.GetFileName(file)));
        }

        var code = Directory.GetFiles(cache.Path, "*.cwasm");
        using (var probe = RegularFile.Open(code[0]))
        {
            Assert.SkipUnless(LibC.TryHold(probe), "the file system has no leases");
        }

        using var process = CliProcess.Start(folder.Path, Environment(), "run", "main.py");
        Assert.Equal("running", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var opening = Task.WhenAll(code.Select(path => Task.Run(() => File.OpenHandle(path, FileMode.Open, FileAccess.Write).Dispose())));

        var result = await CliProcess.FinishAsync(process);
        await opening;
        Assert.Equal(128 + 29, result.ExitCode); // SIGIO
        Assert.Contains("was opened for writing while it ran", result.Error, StringComparison.Ordinal);
    }

    private static string Hello => Path.Combine(Checkout.Root, "examples", "hello.py");

    private static void Damage(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 0x10));
    }

    private Dictionary<string, string> Environment() => new() { ["CAPSULE_CACHE"] = cache.Path };

    private Task<CliResult> HelloAsync() => CliProcess.RunAsync(null, Environment(), "run", Hello);
}
