using System.Diagnostics;
using System.Text.Json;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class WorkerTests
{
    private const string Echo = "def main(*args): return list(args)";
    private const string Loop = "from capsule import task\n@task(compute=10**15)\ndef main():\n    print('on')\n    while True: pass";

    [Fact]
    public async Task Requests_are_answered_with_envelopes_by_their_ids()
    {
        await using var worker = await WorkerProcess.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            await worker.RunAsync(i, Echo, $"\"args\": [{i}]");
        }

        var (exitCode, lines) = await worker.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal(Enumerable.Range(0, 100), lines.Select(Id).Order());
        Assert.All(lines, line => Assert.Equal(Id(line), Envelope(line).GetProperty("result")[0].GetInt32()));
    }

    public static TheoryData<string, string?, string> WrongLines => new()
    {
        { "nonsense", null, "no valid JSON" },
        { "[]", null, "a request is a JSON object" },
        { "{\"method\": \"ping\"}", null, "a request needs an \"id\"" },
        { "{\"id\": 1.5, \"method\": \"ping\"}", null, "a request needs an \"id\"" },
        { "{\"id\": null, \"method\": \"ping\"}", null, "a request needs an \"id\"" },
        { "{\"id\": 1}", "1", "\"method\" is missing" },
        { "{\"id\": \"a\", \"method\": \"rum\"}", "\"a\"", "did you mean 'run'?" },
        { "{\"id\": 1, \"method\": \"cancel\"}", "1", "\"target\" names the request" },
        { "{\"id\": 1, \"method\": \"run\"}", "1", "give one of \"file\", \"source\" and \"artifact\"" },
        { "{\"id\": 1, \"method\": \"run\", \"file\": \"a.py\", \"source\": \"1\"}", "1", "and no more" },
        { "{\"id\": 1, \"method\": \"run\", \"file\": \"a.ts\", \"language\": \"typescript\"}", "1", "\"language\" is for \"source\"" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"language\": \"cobol\"}", "1", "\"language\" takes \"python\", \"typescript\" or \"javascript\"" },
        { "{\"id\": 1, \"method\": \"session_create\", \"language\": \"js\", \"site_packages\": \"x\"}", "1", "are for sessions of Python" },
        { "{\"id\": 1, \"method\": \"run\", \"file\": \"missing.py\"}", "1", "there is no file" },
        { "{\"id\": 1, \"method\": \"run\", \"file\": \"a\\u0000.py\"}", "1", "without null characters" },
        { "{\"id\": 1, \"method\": \"run\", \"file\": \"a.wasm\"}", "1", "there is no file" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": 5}", "1", "\"source\" takes a string" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"args\": {}}", "1", "\"args\" takes an array" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"cwd\": \"/nowhere\"}", "1", "there is no folder /nowhere" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"mounts\": [1]}", "1", "\"mounts\" takes strings" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"mounts\": [\"::x\"]}", "1", "the mount '::x' is not valid" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"arg\": []}", "1", "did you mean 'args'?" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"options\": {\"rma\": 1}}", "1", "did you mean 'ram'?" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"options\": {\"ram\": \"64M\"}}", "1", "ram=\"64M\" is not valid; use a size" },
        { "{\"id\": 1, \"id\": 1, \"method\": \"ping\"}", "1", "no valid JSON" },
        { "{\"id\": 1, \"method\": \"run\", \"source\": \"1\", \"args\": [\"\\ud800\"]}", "1", "half of a surrogate pair" },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task A_wrong_request_is_answered_with_what_is_wrong(string line, string? id, string message)
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.WriteAsync(line);
        await worker.WriteAsync("{\"id\": \"end\", \"method\": \"ping\"}");

        var (_, lines) = await worker.EndAsync();

        Assert.Equal(2, lines.Count);
        var answer = lines.Single(other => !IsEnd(other));
        Assert.Equal(id ?? "null", answer.GetProperty("id").GetRawText());
        Assert.Equal("config_error", ErrorType(answer));
        Assert.Contains(message, Envelope(answer).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mounts_are_relative_to_the_requests_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("shared/note.txt", "granted");
        Directory.CreateDirectory(Path.Combine(folder.Path, "inner"));
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(
            1, "def main():\n    return open('shared/note.txt').read()",
            $"\"cwd\": \"{folder.Path}/inner\", \"mounts\": [\"../shared\"]");

        Assert.Equal("granted", Envelope(await worker.ReadResultAsync()).GetProperty("result").GetString());
    }

    [Fact]
    public async Task Variables_come_from_the_projects_files_as_for_the_command_line()
    {
        const string source = "import os\nfrom capsule import task\n@task(env_variables=['REGION', 'UNSET'])\ndef main():\n    return [os.environ.get(n) for n in ('REGION', 'UNSET', 'OTHER')]";
        using var folder = new TemporaryFolder();
        folder.Write("project/capsule.toml", "");
        folder.Write("project/.env", "REGION=north\nOTHER=hidden\n");
        folder.Write("project/inner/flow.py", source);
        folder.Write("bare/.env", "REGION=south\n");
        folder.Write("bare/.env.local", "REGION=east\n");
        folder.Write("bare/flow.py", source);
        Directory.CreateDirectory(Path.Combine(folder.Path, "piped"));
        using var pipe = Process.Start("mkfifo", [Path.Combine(folder.Path, "piped/.env")]);
        await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var worker = await WorkerProcess.StartAsync(folder.Path);
        await worker.WriteAsync("{\"id\": 1, \"method\": \"run\", \"file\": \"project/inner/flow.py\"}");
        await worker.WriteAsync("{\"id\": 2, \"method\": \"run\", \"file\": \"bare/flow.py\"}");
        await worker.RunAsync(3, source, "\"cwd\": \"project\"");
        await worker.RunAsync(4, source);
        await worker.RunAsync(5, source, "\"cwd\": \"piped\"");

        var (_, lines) = await worker.EndAsync();

        var answers = lines.ToDictionary(Id);
        Assert.Equal(
            ["""["north",null,null]""", """["east",null,null]""", """["north",null,null]""", "[null,null,null]"],
            Enumerable.Range(1, 4).Select(id => Envelope(answers[id]).GetProperty("result").GetRawText()));
        Assert.Equal("config_error", ErrorType(answers[5]));
        Assert.Contains(".env is a pipe", Envelope(answers[5]).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_too_long_or_too_deep_is_answered_and_the_next_one_works()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.WriteAsync($"{{\"id\": 1, \"method\": \"run\", \"source\": \"{new string('x', 40 << 20)}\"}}");
        await worker.WriteAsync($"{{\"id\": 2, \"method\": \"run\", \"source\": \"1\", \"args\": {new string('[', 5000)}{new string(']', 5000)}}}");
        await worker.RunAsync(3, Echo);

        var (_, lines) = await worker.EndAsync();

        Assert.Equal(["null", "2", "3"], lines.Select(line => line.GetProperty("id").GetRawText()));
        Assert.Equal(["config_error", "config_error", null], lines.Select(ErrorType));
    }

    [Fact]
    public async Task An_id_can_be_used_again_after_its_answer_and_not_before()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Loop, "\"stream\": true");
        await worker.ReadAsync();
        await worker.RunAsync(1, Echo);
        var refused = await worker.ReadResultAsync();
        await worker.WriteAsync("{\"id\": 2, \"method\": \"cancel\", \"target\": 1}");
        var answers = new[] { await worker.ReadResultAsync(), await worker.ReadResultAsync() }.OrderBy(Id).ToArray();
        await worker.RunAsync(1, Echo);

        Assert.Equal(JsonValueKind.Null, refused.GetProperty("id").ValueKind);
        Assert.Equal("config_error", ErrorType(refused));
        Assert.Equal("cancelled", ErrorType(answers[0]));
        Assert.True(Envelope(answers[1]).GetProperty("result").GetBoolean());
        Assert.Null(ErrorType(await worker.ReadResultAsync()));
    }

    [Fact]
    public async Task Cancelling_what_is_not_there_says_so()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.WriteAsync("{\"id\": 1, \"method\": \"cancel\", \"target\": \"other\"}");

        Assert.False(Envelope(await worker.ReadAsync()).GetProperty("result").GetBoolean());
    }

    [Fact]
    public async Task Events_come_in_order_before_the_answer_and_only_when_asked_for()
    {
        const string source = """
            from capsule import task
            @task(max_retries=1)
            def main():
                print("a\nb")
                raise ValueError("no")
            """;
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, source);
        var quiet = await worker.ReadAsync();
        await worker.RunAsync(2, source, "\"stream\": true");
        var (_, lines) = await worker.EndAsync();

        Assert.Equal("result", Event(quiet));
        Assert.Equal(
            ["task_started", "output", "task_retried", "task_started", "output", "task_ended", "result"],
            lines.Select(Event).Where((name, i) => i == 0 || name != lines.Select(Event).ElementAt(i - 1)));
        Assert.Equal("a\nb\na\nb\n", string.Concat(
            lines.Where(line => Event(line) == "output").Select(line => line.GetProperty("text").GetString())));
        Assert.All(lines, line => Assert.Equal(2, Id(line)));
    }

    [Fact]
    public async Task What_a_task_prints_never_reaches_the_channel()
    {
        const string forger = """
            import os, sys
            def main():
                line = '{"id": 1, "event": "result", "envelope": {"success": true, "result": "forged"}}\n'
                for text in (line, "\n" + line):
                    sys.stdout.write(text); sys.__stdout__.write(text); os.write(1, text.encode()); os.write(2, text.encode())
                return "real"
            """;
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, forger);
        await worker.RunAsync(2, forger, "\"stream\": true");

        var (_, lines) = await worker.EndAsync();

        var results = lines.Where(line => Event(line) == "result").ToArray();
        Assert.Equal([1, 2], results.Select(Id).Order());
        Assert.All(results, line => Assert.Equal("real", Envelope(line).GetProperty("result").GetString()));
    }

    [Fact]
    public async Task Loops_memory_bombs_and_floods_do_not_keep_others_waiting()
    {
        const string bomb = "def main():\n    data = []\n    while True: data.append(bytearray(1 << 20))";
        const string flood = "def main():\n    while True: print('x' * 100_000)";
        await using var worker = await WorkerProcess.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await worker.RunAsync(1000 + i, Loop);
        }

        for (var i = 0; i < 3; i++)
        {
            await worker.RunAsync(2000 + i, bomb, "\"options\": {\"compute\": \"HIGH\"}");
            await worker.RunAsync(3000 + i, flood, "\"stream\": true, \"options\": {\"compute\": \"HIGH\"}");
        }

        for (var i = 0; i < 50; i++)
        {
            await worker.RunAsync(i, Echo, $"\"args\": [{i}]");
        }

        var answered = new Dictionary<int, JsonElement>();
        while (Enumerable.Range(0, 50).Any(id => !answered.ContainsKey(id)))
        {
            var line = await worker.ReadResultAsync();
            answered.Add(Id(line), line);
        }

        Assert.All(Enumerable.Range(0, 50), id => Assert.Null(ErrorType(answered[id])));
        Assert.DoesNotContain(answered.Keys, id => id is >= 1000 and < 2000);
    }

    [Fact]
    public async Task Limits_hold_on_every_call_of_the_same_program()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[tasks]\ndefault_compute = 5000000\n\n[limits]\nmax_retries = 1\n");
        folder.Write("loop.py", "from capsule import task\n@task(max_retries=50)\ndef main():\n    while True: pass\n");
        await using var worker = await WorkerProcess.StartAsync(folder.Path);
        for (var i = 0; i < 3; i++)
        {
            await worker.WriteAsync($"{{\"id\": {i}, \"method\": \"run\", \"file\": \"loop.py\"}}");
            var answer = await worker.ReadResultAsync();

            Assert.Equal("fuel_exhausted", ErrorType(answer));
            Assert.Equal(1, Envelope(answer).GetProperty("execution").GetProperty("retries").GetInt32());
        }
    }

    [Fact]
    public async Task The_end_of_the_input_waits_for_what_runs_or_cancels_it()
    {
        const string slow = "import time\ndef main():\n    time.sleep(0.5)\n    return 1";
        await using var draining = await WorkerProcess.StartAsync();
        await draining.RunAsync(1, slow);
        var drained = await draining.EndAsync();
        await using var cancelling = await WorkerProcess.StartAsync(null, "--cancel-at-end");
        await cancelling.RunAsync(1, Loop);
        var cancelled = await cancelling.EndAsync();

        Assert.Equal((0, null), (drained.ExitCode, ErrorType(Assert.Single(drained.Lines))));
        Assert.Equal((0, "cancelled"), (cancelled.ExitCode, ErrorType(Assert.Single(cancelled.Lines))));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_cancels_and_answers_everything(string signal)
    {
        await using var worker = await WorkerProcess.StartAsync(null, "--max-concurrent", "3");
        for (var i = 0; i < 20; i++)
        {
            await worker.RunAsync(i, Loop, i == 0 ? "\"stream\": true" : "");
        }

        await worker.WriteAsync("{\"id\": 99, \"method\": \"ping\"}");
        while (Id(await worker.ReadResultAsync()) != 99)
        {
        }

        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{worker.Process.Id}"]);
        var (exitCode, lines) = await worker.FinishAsync();

        var results = lines.Where(line => Event(line) == "result").ToArray();
        Assert.Equal(130, exitCode);
        Assert.Equal(Enumerable.Range(0, 20), results.Select(Id).Order());
        Assert.All(results, line => Assert.Equal("cancelled", ErrorType(line)));
    }

    [Fact]
    public async Task A_worker_whose_client_is_gone_ends()
    {
        await using var worker = await WorkerProcess.StartAsync();
        await worker.RunAsync(1, Loop, "\"stream\": true");
        worker.Process.StandardOutput.Close();
        await worker.RunAsync(2, Echo);

        await worker.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(worker.Process.HasExited);
    }

    [Fact]
    public async Task A_worker_that_cannot_start_says_so()
    {
        using var folder = new TemporaryFolder();
        var blocked = new Dictionary<string, string> { ["CAPSULE_CACHE"] = folder.Write("file", "") };

        var result = await CliProcess.RunAsync(null, blocked, "worker");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal("failed", Event(result.Json));
        Assert.Contains("cannot be used", result.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static bool IsEnd(JsonElement line) =>
        line.GetProperty("id") is { ValueKind: JsonValueKind.String } id && id.GetString() == "end";

    private static int Id(JsonElement line) => line.GetProperty("id").GetInt32();

    private static string? Event(JsonElement line) => line.GetProperty("event").GetString();

    private static JsonElement Envelope(JsonElement line) => line.GetProperty("envelope");

    private static string? ErrorType(JsonElement line) => Envelope(line).GetProperty("error") is { ValueKind: JsonValueKind.Object } error
        ? error.GetProperty("error_type").GetString()
        : null;
}
