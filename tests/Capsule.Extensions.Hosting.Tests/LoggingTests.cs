using Capsule.Runtime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Tests;

public sealed class LoggingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_logged_with_its_numbers()
    {
        var log = new Log();
        await RunAsync(log, "def main():\n    print('hi')\n    return 'a result'");
        Assert.Equal([2, 10, 11, 4], log.Entries.Select(entry => entry.Id));
        var ended = log.Entries.ElementAt(2);
        Assert.Equal(("#1", "main", 0), (ended.Fields["Run"], ended.Fields["Task"], ended.Fields["Retries"]));
        Assert.True((long)ended.Fields["Fuel"]! > 0);
    }

    [Fact]
    public async Task A_failure_is_a_warning_without_what_the_task_wrote()
    {
        var log = new Log();
        await RunAsync(
            log,
            """
            from capsule import task
            @task(name="main", max_retries=1)
            def main():
                print("s3cret")
                raise ValueError("s3cret")
            """);
        Assert.Contains(log.Texts, text => text.StartsWith("Warning: Run #1: task main () failed with task_error ValueError; retry 1", StringComparison.Ordinal));
        Assert.Contains(log.Texts, text => text.StartsWith("Warning: Run #1 of task main failed after", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, text => text.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_level_of_debugging_there_is_the_traceback_but_not_what_was_printed()
    {
        var log = new Log(LogLevel.Trace);
        await RunAsync(log, "def main():\n    print('pri' + 'nted')\n    raise ValueError('the reason')");
        Assert.Contains(log.Texts, text => text.StartsWith("Debug: Run #1", StringComparison.Ordinal) && text.Contains("the reason", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, text => text.Contains("printed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_request_is_logged_without_its_path()
    {
        var log = new Log();
        await RunAsync(
            log,
            """
            import urllib.request
            def main():
                for i in range(15):
                    try:
                        urllib.request.urlopen(f"http://example.invalid/path-{i}?query")
                    except OSError:
                        pass
            """);
        var refused = log.Entries.Where(entry => entry.Id == 23).ToArray();
        Assert.Equal(10, refused.Length);
        Assert.All(refused, entry => Assert.Equal("http://example.invalid", entry.Fields["Host"]));
        Assert.All(refused, entry => Assert.Contains("may not reach", entry.Text, StringComparison.Ordinal));
        Assert.All(refused, entry => Assert.DoesNotContain("path-", entry.Text, StringComparison.Ordinal));
        Assert.Equal(5, Assert.Single(log.Entries, entry => entry.Id == 24).Fields["Count"]);
    }

    [Fact]
    public async Task A_name_that_a_task_chose_makes_no_line_of_its_own()
    {
        var log = new Log(LogLevel.Debug);
        await RunAsync(
            log,
            """
            def main():
                raise type("X\nError: all is lost", (Exception,), {})("no")
            """);
        Assert.All(
            log.Entries.Where(entry => entry.Level > LogLevel.Debug),
            entry => Assert.DoesNotContain('\n', entry.Text));
    }

    [Fact]
    public async Task A_program_that_cannot_be_loaded_is_logged()
    {
        var log = new Log();
        await RunAsync(log, "def main(:");
        Assert.Contains(log.Texts, text => text.Contains("failed", StringComparison.Ordinal) && text.Contains("build_error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_that_throws_is_logged_with_its_exception()
    {
        var log = new Log();
        await RunAsync(
            log,
            "from capsule import tools\ndef main(): tools.broken()",
            options => options with { Tools = new() { { "broken", int () => throw new InvalidOperationException("of the host") } } });
        Assert.Contains(log.Entries, entry => entry.Id == 25 && Equals(entry.Fields["Tool"], "broken"));
    }

    [Fact]
    public async Task Cells_of_sessions_are_logged_without_what_is_in_them()
    {
        var (log, told) = (new Log(), new List<string>());
        using var host = Hosts.Create(
            build: capsule => capsule.Configure(options => options with { CellEnded = (session, cell) => told.Add($"{session} {cell.Number}") }), log: log);
        await host.StartAsync(Cancellation);
        await using (var session = await (await host.Capsule().GetAsync(Cancellation)).CreateSessionAsync(SessionOptions.Default, cancellationToken: Cancellation))
        {
            await session.RunAsync("secret = 's3cret'; secret", cancellationToken: Cancellation);
            await session.RunAsync("raise ValueError('s3cret')", cancellationToken: Cancellation);
            await session.RunAsync(
                "import urllib.request\nfor i in range(12):\n    try: urllib.request.urlopen(f'http://example.invalid/s3cret-{i}')\n    except OSError: pass",
                cancellationToken: Cancellation);
            Assert.Equal([$"{session.Id} 1", $"{session.Id} 2", $"{session.Id} 3"], told);
        }

        await host.StopAsync(Cancellation);
        Assert.Equal([30, 31, .. Enumerable.Repeat(33, 10), 34, 30], log.Entries.Select(entry => entry.Id).Where(id => id >= 30));
        Assert.Contains(log.Texts, text => text.Contains("Cell 2 of session", StringComparison.Ordinal) && text.EndsWith("task_error ValueError", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Texts, text => text.Contains("s3cret", StringComparison.Ordinal));
    }

    private static async Task RunAsync(Log log, string source, Func<CapsuleOptions, CapsuleOptions>? change = null)
    {
        using var host = Hosts.Create(build: capsule => capsule.Configure(change ?? (options => options)), log: log);
        await host.StartAsync(Cancellation);
        var runtime = await host.Capsule().GetAsync(Cancellation);
        await runtime.RunAsync(ProgramReference.Source(source), new TaskCall(), cancellationToken: Cancellation);
        await host.StopAsync(Cancellation);
    }
}
