using System.Text.Json;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

public sealed class WorkerSessionTests
{
    [Fact]
    public async Task A_session_keeps_state_and_tells_what_a_cell_showed()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker);
        await CellAsync(worker, session, "x = 20");

        var lines = await AskAsync(worker, Run(session, "print('so')\ndisplay({'a': 1})\nx + 1", "\"stream\": true"));

        Assert.Equal(["output", "display", "result"], lines.Select(Event).Distinct());
        Assert.Equal("so\n", string.Concat(lines.Where(line => Event(line) == "output").Select(line => line.GetProperty("text").GetString())));
        Assert.Equal("{'a': 1}", lines.Single(line => Event(line) == "display").GetProperty("data").GetProperty("text/plain").GetString());
        var (envelope, cell) = (Envelope(lines[^1]), lines[^1].GetProperty("cell"));
        Assert.Equal((21, "21", 2), (envelope.GetProperty("result").GetInt32(), cell.GetProperty("repr").GetString(), cell.GetProperty("number").GetInt32()));
        Assert.Equal("so\n", cell.GetProperty("output")[0].GetProperty("text").GetString());
        Assert.Equal("{'a': 1}", cell.GetProperty("output")[1].GetProperty("data").GetProperty("text/plain").GetString());
        Assert.True(envelope.GetProperty("execution").GetProperty("fuel_consumed").GetInt64() > 0);
    }

    [Fact]
    public async Task A_cell_that_fails_has_its_traceback_and_the_session_goes_on()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker);

        var failed = await CellAsync(worker, session, "y = 5\n1 / 0");

        var error = Envelope(failed).GetProperty("error");
        Assert.Equal(("task_error", "ZeroDivisionError"), (error.GetProperty("error_type").GetString(), error.GetProperty("exception").GetString()));
        Assert.Contains("File \"<cell 1>\", line 2", error.GetProperty("traceback").GetString(), StringComparison.Ordinal);
        Assert.True(failed.GetProperty("cell").GetProperty("state_was_kept").GetBoolean());
        var wrote = await CellAsync(worker, session, "open('a', 'w').write('xy')");
        Assert.Equal("""[{"path":"a","size":2}]""", wrote.GetProperty("cell").GetProperty("files").GetRawText());
        Assert.Equal(5, Result(await CellAsync(worker, session, "y")).GetInt32());
    }

    [Fact]
    public async Task Calls_of_a_session_keep_their_order_however_many_sessions_there_are()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var sessions = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add(await CreateAsync(worker));
        }

        for (var call = 0; call < 40; call++)
        {
            foreach (var session in sessions)
            {
                await worker.WriteAsync(Line(
                    $"{session}-{call}", "session_run",
                    $"\"session\": \"{session}\", \"source\": \"x = globals().get('x', []) + [{call}]; x\""));
            }
        }

        var (_, lines) = await worker.EndAsync();

        Assert.Equal(200, lines.Count);
        Assert.All(lines, line => Assert.Equal(
            Enumerable.Range(0, int.Parse(line.GetProperty("id").GetString()!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) + 1),
            Result(line).EnumerateArray().Select(item => item.GetInt32())));
    }

    [Fact]
    public async Task Limits_of_a_session_and_of_a_call_hold()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker, "\"options\": {\"compute\": \"HIGH\", \"ram\": \"100MB\", \"output_kept\": 3}");

        Assert.Equal("timeout", ErrorType(await CellAsync(worker, session, "import time\ntime.sleep(3600)", "\"options\": {\"timeout\": \"200ms\"}")));
        Assert.Equal("fuel_exhausted", ErrorType(await CellAsync(worker, session, "while True: pass", "\"options\": {\"compute\": 5000000, \"timeout\": \"1h\"}")));
        Assert.Equal("memory_exceeded", ErrorType(await CellAsync(worker, session, "bytearray(1 << 30)")));
        var cut = (await CellAsync(worker, session, "print('abcdef')")).GetProperty("cell");
        Assert.True(cut.GetProperty("output_was_cut").GetBoolean());
    }

    [Theory]
    [InlineData("""{"id": "stop", "method": "cancel", "target": "loop"}""")]
    [InlineData("""{"id": "stop", "method": "session_interrupt", "session": "SESSION"}""")]
    public async Task A_cell_is_interrupted_and_the_session_stays(string request)
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker, "\"options\": {\"compute\": 1000000000000}");
        await worker.WriteAsync(Line(
            "loop", "session_run", $"\"session\": \"{session}\", \"stream\": true, \"source\": \"x = 1\\nprint('on', flush=True)\\nwhile True: pass\""));
        while (Event(await worker.ReadAsync()) != "output")
        {
        }

        await worker.WriteAsync(request.Replace("SESSION", session, StringComparison.Ordinal));
        var answers = new[] { await worker.ReadResultAsync(), await worker.ReadResultAsync() };

        Assert.True(Result(answers.Single(line => Id(line) == "stop")).GetBoolean());
        Assert.Equal("cancelled", ErrorType(answers.Single(line => Id(line) == "loop")));
        Assert.Equal(1, Result(await CellAsync(worker, session, "x")).GetInt32());
    }

    [Fact]
    public async Task Files_come_and_go()
    {
        using var folder = new TemporaryFolder();
        folder.Write("in.bin", "from the host");
        await using var worker = await WorkerProcess.StartAsync(folder.Path);
        var session = await CreateAsync(worker);
        await OkAsync(worker, "session_write_file", session, "\"path\": \"a/b.txt\", \"text\": \"héllo\"");
        await OkAsync(worker, "session_write_file", session, "\"path\": \"c.bin\", \"base64\": \"AP8=\"");
        await OkAsync(worker, "session_write_file", session, "\"path\": \"d\", \"from_file\": \"in.bin\"");

        Assert.Equal(
            """[["héllo","00ff","from the host"]]""",
            $"[{Result(await CellAsync(worker, session, "[open('a/b.txt').read(), open('c.bin', 'rb').read().hex(), open('d').read()]")).GetRawText()}]");
        var files = Result(await OkAsync(worker, "session_list_files", session)).GetProperty("files");
        Assert.Equal(["a", "a/b.txt", "c.bin", "d"], files.EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal("AP8=", Result(await OkAsync(worker, "session_read_file", session, "\"path\": \"c.bin\"")).GetProperty("base64").GetString());
        await OkAsync(worker, "session_read_file", session, "\"path\": \"d\", \"to_file\": \"out.bin\"");
        Assert.Equal("from the host", await File.ReadAllTextAsync(Path.Combine(folder.Path, "out.bin"), TestContext.Current.CancellationToken));
        await OkAsync(worker, "session_delete_file", session, "\"path\": \"d\"");
        Assert.Equal("config_error", ErrorType(await OneAsync(worker, "session_read_file", $"\"session\": \"{session}\", \"path\": \"d\"")));
    }

    [Fact]
    public async Task A_session_forks_returns_to_snapshots_and_begins_anew()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker);
        await CellAsync(worker, session, "x = [1]");
        var snapshot = Result(await OkAsync(worker, "session_snapshot", session)).GetProperty("snapshot").GetString()!;
        var fork = Result(await OkAsync(worker, "session_fork", session)).GetProperty("session").GetString()!;
        await CellAsync(worker, session, "x.append(2)");
        var other = await CreateAsync(worker, $"\"snapshot\": \"{snapshot}\"");

        Assert.Equal("[1,2]", Result(await CellAsync(worker, session, "x")).GetRawText());
        Assert.Equal("[1]", Result(await CellAsync(worker, fork, "x")).GetRawText());
        Assert.Equal("[1]", Result(await CellAsync(worker, other, "x")).GetRawText());
        await OkAsync(worker, "session_restore", session, $"\"snapshot\": \"{snapshot}\"");
        Assert.Equal("[1]", Result(await CellAsync(worker, session, "x")).GetRawText());
        await OkAsync(worker, "session_reset", session);
        Assert.Contains("name 'x' is not defined", Message(await CellAsync(worker, session, "x")), StringComparison.Ordinal);
        Assert.True(Result(await OneAsync(worker, "snapshot_drop", $"\"snapshot\": \"{snapshot}\"")).GetBoolean());
        Assert.Contains("there is no snapshot", Message(await OneAsync(worker, "session_create", $"\"snapshot\": \"{snapshot}\"")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_goes_on_in_another_process_from_a_file_and_by_its_id()
    {
        using var folder = new TemporaryFolder();
        string suspended;
        await using (var first = await WorkerProcess.StartAsync(folder.Path))
        {
            var session = await CreateAsync(first);
            await CellAsync(first, session, "import json\nx = {'n': 41}");
            Assert.True(Result(await OkAsync(first, "session_save", session, "\"to_file\": \"work.session\"")).GetProperty("size").GetInt64() > 0);
            suspended = Result(await OkAsync(first, "session_suspend", session)).GetProperty("session").GetString()!;
            Assert.Contains("there is no session", Message(await CellAsync(first, session, "x")), StringComparison.Ordinal);
            Assert.Equal(0, (await first.EndAsync()).ExitCode);
        }

        await using var second = await WorkerProcess.StartAsync(folder.Path);
        var loaded = await CreateAsync(second, "\"from_file\": \"work.session\"");
        var resumed = await CreateAsync(second, $"\"resume\": \"{suspended}\"");
        var again = await OneAsync(second, "session_create", $"\"resume\": \"{suspended}\"");

        Assert.Equal(("""{"n":41}""", """{"n":41}"""), (Result(await CellAsync(second, loaded, "x")).GetRawText(), Result(await CellAsync(second, resumed, "x")).GetRawText()));
        Assert.Equal(suspended, resumed);
        Assert.Contains("in use here already", Message(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_has_what_the_request_grants_within_the_projects_caps()
    {
        using var folder = new TemporaryFolder();
        folder.Write("capsule.toml", "[limits]\nmax_compute = 200000000\n");
        folder.Write(".env", "REGION=north\nOTHER=hidden\n");
        folder.Write("data/a.txt", "mounted");
        folder.Write("in/b.txt", "declared");
        const string Source = "import os\n[open('data/a.txt').read(), open('in/b.txt').read(), os.environ.get('REGION'), os.environ.get('OTHER')]";
        await using var worker = await WorkerProcess.StartAsync(folder.Path);
        var session = await CreateAsync(
            worker, "\"mounts\": [\"./data\"], \"grants\": {\"allowed_files\": [\"./in\"], \"env_variables\": [\"REGION\"]}, \"options\": {\"compute\": \"HIGH\"}");
        var bare = await CreateAsync(worker);

        Assert.Equal("""["mounted","declared","north",null]""", Result(await CellAsync(worker, session, Source)).GetRawText());
        Assert.Equal("fuel_exhausted", ErrorType(await CellAsync(worker, session, "while True: pass")));
        Assert.Contains("FileNotFoundError", Message(await CellAsync(worker, bare, Source)), StringComparison.Ordinal);
        Assert.Equal("permission_denied", ErrorType(await CellAsync(worker, bare, "import urllib.request\nurllib.request.urlopen('http://localhost:1/')")));
        var wrong = await OneAsync(worker, "session_create", "\"grants\": {\"allowed_hosts\": [5]}");
        Assert.Contains("\"grants\": allowed_hosts=", Message(wrong), StringComparison.Ordinal);
        Assert.Contains("did you mean 'secrets'?", Message(await OneAsync(worker, "session_create", "\"grants\": {\"secret\": {}}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_no_more_sessions_than_allowed()
    {
        await using var worker = await WorkerProcess.StartAsync(null, "--max-sessions", "2");
        var session = await CreateAsync(worker);
        await CreateAsync(worker);

        var refused = new[] { await OneAsync(worker, "session_create"), await OneAsync(worker, "session_fork", $"\"session\": \"{session}\"") };

        Assert.All(refused, line => Assert.Equal("limit_exceeded", ErrorType(line)));
        Assert.All(refused, line => Assert.Contains("session_close", Message(line), StringComparison.Ordinal));
        await OkAsync(worker, "session_close", session);
        await CreateAsync(worker);
        Assert.Contains("there is no session", Message(await CellAsync(worker, session, "1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_calls_of_a_session_leave_nothing_in_the_worker()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker);
        await CellAsync(worker, session, "x = 0");
        var before = 0L;
        for (var round = 0; round < 100; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                await worker.WriteAsync(Line($"{i}", "session_run", $"\"session\": \"{session}\", \"stream\": true, \"source\": \"x += 1\\nprint(x)\\nx\""));
            }

            for (var i = 0; i < 100; i++)
            {
                var answer = await worker.ReadResultAsync();
                var place = int.Parse(Id(answer)!, System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal((round * 100) + place + 1, Result(answer).GetInt32());
            }

            before = round == 30 ? Resident(worker) : before;
        }

        var more = (Resident(worker) - before) >> 20;
        Assert.True(more < 64, $"{more} MiB more");
    }

    [Fact]
    public async Task Closing_interrupts_the_cell_and_answers_those_that_wait()
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker, "\"options\": {\"compute\": 1000000000000}");
        await worker.WriteAsync(Line("loop", "session_run", $"\"session\": \"{session}\", \"source\": \"while True: pass\""));
        await worker.WriteAsync(Line("next", "session_run", $"\"session\": \"{session}\", \"source\": \"1\""));
        await worker.WriteAsync(Line("close", "session_close", $"\"session\": \"{session}\""));

        var (exitCode, lines) = await worker.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal(["close", "loop", "next"], lines.Select(Id).Order(StringComparer.Ordinal));
        Assert.Equal("cancelled", ErrorType(lines.Single(line => Id(line) == "loop")));
        Assert.Contains("has ended", Message(lines.Single(line => Id(line) == "next")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_ends_with_its_input_whatever_its_sessions_do()
    {
        await using var worker = await WorkerProcess.StartAsync(null, "--cancel-at-end");
        var session = await CreateAsync(worker, "\"options\": {\"compute\": 1000000000000}");
        await worker.WriteAsync(Line("loop", "session_run", $"\"session\": \"{session}\", \"source\": \"while True:\\n    try: pass\\n    except BaseException: pass\""));

        var (exitCode, lines) = await worker.EndAsync();

        Assert.Equal((0, "cancelled"), (exitCode, ErrorType(Assert.Single(lines))));
    }

    public static TheoryData<string, string> WrongRequests => new()
    {
        { "\"method\": \"session_run\", \"source\": \"1\"", "needs \"session\"" },
        { "\"method\": \"session_run\", \"session\": \"x\"", "needs \"source\"" },
        { "\"method\": \"session_run\", \"session\": \"x\", \"source\": \"1\"", "there is no session \"x\"" },
        { "\"method\": \"session_run\", \"session\": \"../../x\", \"source\": \"1\"", "there is no session" },
        { "\"method\": \"session_run\", \"session\": 5, \"source\": \"1\"", "\"session\" takes a string" },
        { "\"method\": \"session_run\", \"session\": \"x\", \"source\": \"1\", \"options\": {\"ram\": 1}", "\"options\" has no \"ram\"" },
        { "\"method\": \"session_run\", \"session\": \"x\", \"sauce\": \"1\", \"source\": \"1\"", "did you mean 'source'?" },
        { "\"method\": \"session_run\", \"session\": \"x\", \"source\": \"\\ud800\"", "no valid JSON" },
        { "\"method\": \"session_rum\"", "did you mean 'session_run'?" },
        { "\"method\": \"session_create\", \"options\": {\"disk\": \"big\"}", "disk=\"big\" is not valid" },
        { "\"method\": \"session_create\", \"resume\": \"../../etc/passwd\"", "is no id of a session" },
        { "\"method\": \"session_create\", \"resume\": \"a\", \"from_file\": \"b\"", "and no more" },
        { "\"method\": \"session_create\", \"from_file\": \"/etc/passwd\"", "is no saved session" },
        { "\"method\": \"session_create\", \"from_file\": \"/dev/zero\"", "not a file" },
        { "\"method\": \"session_create\", \"cwd\": \"/nowhere\"", "there is no folder /nowhere" },
        { "\"method\": \"session_write_file\", \"session\": \"x\", \"path\": \"a\"", "give one of \"text\"" },
        { "\"method\": \"session_write_file\", \"session\": \"x\", \"path\": \"a\", \"base64\": \"!\"", "bytes in base64" },
    };

    [Theory]
    [MemberData(nameof(WrongRequests))]
    public async Task A_wrong_request_is_answered_with_what_is_wrong_and_harms_no_session(string members, string message)
    {
        await using var worker = await WorkerProcess.StartAsync();
        var session = await CreateAsync(worker);
        await CellAsync(worker, session, "x = 1");
        await worker.WriteAsync($"{{\"id\": \"wrong\", {members}}}");
        var answer = await worker.ReadResultAsync();

        Assert.Equal(("wrong", "config_error"), (Id(answer), ErrorType(answer)));
        Assert.Contains(message, Message(answer), StringComparison.Ordinal);
        Assert.Equal(1, Result(await CellAsync(worker, session, "x")).GetInt32());
    }

    private static long Resident(WorkerProcess worker)
    {
        worker.Process.Refresh();
        return worker.Process.WorkingSet64;
    }

    private static string Line(string id, string method, string rest = "") =>
        $"{{\"id\": \"{id}\", \"method\": \"{method}\"{(rest.Length > 0 ? ", " : "")}{rest}}}";

    private static string Run(string session, string source, string rest = "") => Line(
        "cell", "session_run", $"\"session\": \"{session}\", \"source\": {JsonSerializer.Serialize(source)}{(rest.Length > 0 ? ", " : "")}{rest}");

    private static async Task<List<JsonElement>> AskAsync(WorkerProcess worker, string line)
    {
        await worker.WriteAsync(line);
        List<JsonElement> lines = [await worker.ReadAsync()];
        while (Event(lines[^1]) != "result")
        {
            lines.Add(await worker.ReadAsync());
        }

        return lines;
    }

    private static async Task<JsonElement> OneAsync(WorkerProcess worker, string method, string rest = "") =>
        (await AskAsync(worker, Line(method, method, rest)))[^1];

    private static async Task<JsonElement> OkAsync(WorkerProcess worker, string method, string session, string rest = "")
    {
        var answer = await OneAsync(worker, method, $"\"session\": \"{session}\"{(rest.Length > 0 ? ", " : "")}{rest}");
        Assert.True(Envelope(answer).GetProperty("success").GetBoolean(), answer.GetRawText());
        return answer;
    }

    private static async Task<string> CreateAsync(WorkerProcess worker, string rest = "")
    {
        var answer = await OneAsync(worker, "session_create", rest);
        Assert.True(Envelope(answer).GetProperty("success").GetBoolean(), answer.GetRawText());
        return Result(answer).GetProperty("session").GetString()!;
    }

    private static async Task<JsonElement> CellAsync(WorkerProcess worker, string session, string source, string rest = "") =>
        (await AskAsync(worker, Run(session, source, rest)))[^1];

    private static string? Event(JsonElement line) => line.GetProperty("event").GetString();

    private static string? Id(JsonElement line) => line.GetProperty("id").GetString();

    private static JsonElement Envelope(JsonElement line) => line.GetProperty("envelope");

    private static JsonElement Result(JsonElement line) => Envelope(line).GetProperty("result");

    private static string? Message(JsonElement line) => Envelope(line).GetProperty("error").GetProperty("message").GetString();

    private static string? ErrorType(JsonElement line) => Envelope(line).GetProperty("error") is { ValueKind: JsonValueKind.Object } error
        ? error.GetProperty("error_type").GetString()
        : null;
}
