using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text;
using Capsule.Cli.Tests.Support;
using Capsule.Journal.Sqlite;
using Capsule.Journaling;

namespace Capsule.Cli.Tests;

/// <summary>Artifacts, journals and programs in which every text tries to be something else on the screen.</summary>
public sealed class ForgedDisplayTests : IDisposable
{
    private const string Program = """
        import json
        from capsule import task
        from urllib.request import urlopen

        TEXT = json.loads(r'TEXT_HERE')

        @task(name="sub", max_retries=1)
        def sub():
            raise ValueError(TEXT)

        @task(name="main", allowed_hosts=["a.test"])
        async def main(*args):
            try:
                urlopen("http://a.test/" + TEXT)
            except Exception:
                pass
            sub()
            if args == ("key",):
                return {TEXT: {1: 1, "1": 2}}
            raise ExceptionGroup(TEXT, [KeyError(TEXT), type(TEXT[:9], (Exception,), {})(TEXT)])
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Inspect_shows_each_field_of_a_forged_artifact_on_its_line()
    {
        var source = folder.Write("app.py", "from capsule import task\n@task(name='main', env_variables=['A'], allowed_files=['data'], allowed_hosts=['a.org'])\ndef main(): return 1\n");
        Assert.Equal(0, (await CliProcess.RunInAsync(folder.Path, "build", source)).ExitCode);
        var path = Path.Combine(folder.Path, "app.wasm");
        var before = await CliProcess.RunAsync("inspect", path);
        var bytes = Rewrite(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), Forge);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var result = await CliProcess.RunInAsync(folder.Path, "inspect", path, "--limit-env", "none", "--limit-hosts", "none");

        Forged.RequireHarmless(result.Output);
        Forged.RequireHarmless(result.Error);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(Forged.Row, result.Output, StringComparison.Ordinal);
        Assert.Equal(before.Output.Split('\n').Length + 4, result.Output.Split('\n').Length);
        Forged.RequireHarmless((await CliProcess.RunInAsync(folder.Path, "exec", path, "-v")).Error);
    }

    /// <summary>A policy says nothing that a decorator could not say.</summary>
    [Theory]
    [InlineData("env_variables")]
    [InlineData("allowed_hosts")]
    [InlineData("compute")]
    [InlineData("path")]
    [InlineData("mode")]
    [InlineData("policy")]
    public async Task An_artifact_whose_policy_no_task_can_have_is_refused_on_a_line_of_its_own(string option)
    {
        var source = folder.Write("app.py", "from capsule import task\n@task(name='main', env_variables=['A'], allowed_files=['data'], allowed_hosts=['a.org'])\ndef main(): return 1\n");
        Assert.Equal(0, (await CliProcess.RunInAsync(folder.Path, "build", source)).ExitCode);
        var path = Path.Combine(folder.Path, "app.wasm");
        var bytes = Rewrite(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), json =>
        {
            var task = json["tasks"]![0]!;
            var policy = task["policy"]!;
            var forged = option switch { "policy" => task, "path" or "mode" => policy["allowed_files"]![0]!, _ => policy };
            forged[option] = forged[option] is JsonArray ? new JsonArray(Forged.Text) : Forged.Text;
        });
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        var result = await CliProcess.RunInAsync(folder.Path, "inspect", path);

        Forged.RequireHarmless(result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("app.wasm is damaged", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "main.py")]
    [InlineData("run", "-v", "main.py")]
    [InlineData("run", "-v", "--durable", "main.py", "key")]
    public async Task A_run_shows_what_its_tasks_chose_on_lines_of_its_own(params string[] arguments)
    {
        folder.Write("main.py", Program.Replace("TEXT_HERE", JsonSerializer.Serialize(Forged.Text), StringComparison.Ordinal));

        var result = await CliProcess.RunInAsync(folder.Path, arguments);

        Forged.RequireHarmless(result.Error);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(Forged.Row, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_shows_a_forged_journal_on_lines_of_its_own()
    {
        folder.Write("main.py", "async def main(): return 1\n");
        var run = await ForgeAsync(ExecutionStatus.Waiting);
        _ = await ForgeAsync(ExecutionStatus.Failed);
        foreach (var arguments in (string[][])
        [
            ["runs"], ["runs", "--status", "waiting"], ["ps"], ["trace", run], ["trace", run, "--all"], ["resume", run], ["resume", run, "-v", "--accept-changes"],
            ["replay", run], ["replay", run, "-v"], ["resume", "--resume-all"], ["signal", "0", "x"], ["signal", run, "x", Nul(Forged.Text)],
            ["signal", Nul(Forged.Text), "x"], ["cancel", run], ["cancel", run], ["signal", run, "late"], ["resume", run], ["runs", "prune", "--older-than", "1ms"],
            ["doctor"], ["cache", "list"], ["runs", "--status", Nul(Forged.Text)], ["run", Nul(Forged.Text)], ["exec", Nul(Forged.Text)], [Nul(Forged.Text)],
        ])
        {
            var result = await CliProcess.RunInAsync(folder.Path, arguments);
            Forged.RequireHarmless(result.Output);
            Forged.RequireHarmless(result.Error);
            Assert.True(result.ExitCode is 0 or 1 or 2 or 3 or 130, $"{arguments[0]}: {result.Error}");
            Assert.DoesNotContain("internal_error", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Logs_are_as_they_were_printed_and_harmless_on_a_terminal()
    {
        folder.Write("main.py", "async def main(): return 1\n");
        var run = await ForgeAsync(ExecutionStatus.Failed);

        Assert.Equal("größer\n" + Forged.Text, (await CliProcess.RunInAsync(folder.Path, "logs", run)).Output);

        var shown = await CliProcess.ShellAsync(
            $"cd '{folder.Path}' && CAPSULE_CACHE='{Checkout.Cache}' script --quiet --return --command '{CliProcess.Path} logs {run}' /dev/null < /dev/null");
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("größer", shown.Output, StringComparison.Ordinal);
        Assert.Contains(@"\x1b[2J", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(shown.Output, letter => letter is '\x1b' or '\x9b' or '\u202e' or '\u2066' or '\u2028' or '\u200b' or '\b' or '\0');
    }

    private async Task<string> ForgeAsync(ExecutionStatus status)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.True(SqliteJournal.TryOpen(Path.Combine(folder.Path, ".capsule")).TryGet(out var opened, out var failure), failure?.Message);
        await using var journal = opened;
        var (id, now, text) = (RunId.Create(TimeProvider.System), DateTimeOffset.UnixEpoch, Nul(Forged.Text));
        var created = await journal.CreateRunAsync(
            new RunStart
            {
                Id = id,
                IdempotencyKey = text + id,
                Program = "main.py",
                ProgramHash = text,
                Task = text,
                IsDurable = true,
                Argv = [text],
                Created = now,
            },
            cancellationToken: cancellationToken);
        await using var lease = created.Value!.Lease!;
        foreach (var write in Writes(id, status, text, now))
        {
            Assert.Null(write is JournalWrite.ByAnyone sent
                ? await journal.SendAsync(sent, cancellationToken)
                : await lease.WriteAsync((JournalWrite.ByOwner)write, Durability.Durable, cancellationToken));
        }

        return id.ToString();
    }

    /// <summary>All that a journal can hold of a run, with a text of a stranger in every place that has one.</summary>
    private static JournalWrite[] Writes(RunId id, ExecutionStatus status, string text, DateTimeOffset now)
    {
        var envelope = EnvelopeOf(id, text);
        return
        [
            new JournalWrite.RecordTask(new TaskRecord
            {
                Run = id, Path = TaskPath.Root, Name = text, Status = ExecutionStatus.Failed, Started = now, Ended = now, Envelope = envelope,
            }),
            .. Enumerable.Range(0, 7).Select(child => new JournalWrite.RecordTask(new TaskRecord
            {
                Run = id, Path = TaskPath.Root.Child(child), Name = text, Status = ExecutionStatus.Running, Attempts = int.MaxValue,
                Started = DateTimeOffset.MinValue, Ended = DateTimeOffset.MaxValue, Fuel = long.MaxValue, Ram = long.MaxValue,
            })),
            new JournalWrite.AppendEntry(new JournalEntry
            {
                Run = id, Position = 0, Kind = text, Signature = text, Time = now, Payload = Encoding.UTF8.GetBytes(text),
            }),
            .. Encoding.UTF8.GetBytes("größer\n" + Forged.Text).Chunk(3).Select(part =>
                new JournalWrite.AppendLog(new LogRecord { Run = id, Time = now, Bytes = part })),
            new JournalWrite.SendSignal(id, text, JsonSerializer.Serialize(text), now),
            new JournalWrite.ChangeRun(
                id,
                status == ExecutionStatus.Waiting ? RunState.Waiting(now.AddYears(900), text) : RunState.Ended(status, envelope),
                now),
        ];
    }

    private static string EnvelopeOf(RunId id, string text) => Encoding.UTF8.GetString(new Envelope
    {
        Error = new Failure(ErrorType.TaskError, text) { Exception = text, Traceback = text },
        Execution = new ExecutionInfo { TaskName = text, DurationMs = 1, Retries = 0, FuelConsumed = 1, RamUsed = 1, HostRequests = [new HostRequest(text, text) { Error = text }] },
        RunId = id.ToString(),
    }.ToJson());

    /// <summary>Neither arguments of a process nor SQLite's texts hold a NUL.</summary>
    private static string Nul(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static void Forge(JsonNode json)
    {
        json["capsule_version"] = Forged.Text;
        json["entry_file"] = Forged.Text;
        json["image_id"] = Forged.Text;
        var task = json["tasks"]![0]!;
        task["function"] = Forged.Text;
        task["name"] = Forged.Text;
        json["entry"] = Forged.Text;
        task["policy"]!["allowed_files"]![0]!["path"] = Nul(Forged.Text);
        task["policy"]!["tools"] = new JsonArray(Forged.Text);
    }

    /// <summary>Changes the JSON of an artifact, and seals it again.</summary>
    private static byte[] Rewrite(byte[] artifact, Action<JsonNode> change)
    {
        var sections = new List<byte[]>();
        var at = 8;
        while (at < artifact.Length)
        {
            at++;
            var size = Number(artifact, ref at);
            sections.Add(artifact[at..(at + size)]);
            at += size;
        }

        byte[] whole = artifact[..8];
        foreach (var section in sections)
        {
            var start = 0;
            var length = Number(section, ref start);
            var name = Encoding.UTF8.GetString(section, start, length);
            var contents = section[(start + length)..];
            if (name == "capsule.program")
            {
                var json = JsonNode.Parse(contents)!;
                change(json);
                contents = Encoding.UTF8.GetBytes(json.ToJsonString());
            }
            else if (name == "capsule.checksum")
            {
                contents = SHA256.HashData(whole);
            }

            byte[] body = [.. section[..(start + length)], .. contents];
            whole = [.. whole, 0, .. Number(body.Length), .. body];
        }

        return whole;
    }

    private static int Number(byte[] bytes, ref int at)
    {
        for (int value = 0, shift = 0; ; shift += 7)
        {
            value |= (bytes[at] & 0x7f) << shift;
            if (bytes[at++] < 0x80)
            {
                return value;
            }
        }
    }

    private static IEnumerable<byte> Number(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
