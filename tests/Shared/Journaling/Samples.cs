using System.Text;
using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>Things to put into a journal.</summary>
internal static class Samples
{
    internal static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static RunStart Start(string? key = null, bool isDurable = true) => new()
    {
        Id = RunId.Create(TimeProvider.System),
        IdempotencyKey = key,
        Program = "/work/flow.py",
        ProgramHash = "sha256:abc",
        Task = "main",
        Arguments = """{"args":[1],"kwargs":{"name":"Zoë"}}""",
        Argv = ["-v", "two words", "\"quoted\""],
        IsDurable = isDurable,
        Overrides = """{"ram":"128MB"}""",
        Created = Noon,
    };

    internal static JournalEntry Entry(RunId run, long position, string answer = "answer", TaskPath task = default) => new()
    {
        Run = run,
        Task = task,
        Position = position,
        Kind = "http",
        Signature = $"GET https://example.com/{position}",
        Payload = Encoding.UTF8.GetBytes(answer),
        Time = Noon.AddMilliseconds(position),
    };

    internal static JournalWrite.ByOwner Append(RunId run, long position, string answer = "answer", TaskPath task = default) =>
        new JournalWrite.AppendEntry(Entry(run, position, answer, task));

    internal static JournalWrite.ByOwner Log(RunId run, string text) =>
        new JournalWrite.AppendLog(new LogRecord { Run = run, Time = Noon, Bytes = Encoding.UTF8.GetBytes(text) });

    internal static JournalWrite.ByOwner End(RunId run, DateTimeOffset? time = null) => new JournalWrite.ChangeRun(
        run, RunState.Ended(ExecutionStatus.Succeeded, """{"success":true}"""), time ?? Noon.AddMinutes(1));

    internal static TaskRecord Task(RunId run, TaskPath path, ExecutionStatus status = ExecutionStatus.Running) => new()
    {
        Run = run,
        Path = path,
        Name = "analyze",
        Status = status,
        Attempts = 2,
        Started = Noon,
        Ended = status.IsEnd() ? Noon.AddSeconds(2) : null,
        Fuel = 12_345_678_901,
        Ram = 1 << 25,
        Envelope = status.IsEnd() ? """{"success":true}""" : null,
    };
}
