using System.Buffers;
using System.Text;
using System.Text.Json;
using Capsule.Envelopes;
using Capsule.Journaling;
using Capsule.Mcp;
using Capsule.Runtime.Durable;

namespace Capsule.Cli.Traces;

/// <summary>What clients of the MCP server read about the runs of a journal: the same as 'capsule runs' and 'capsule trace' print.</summary>
internal sealed class RunTraces(IJournalReader journal) : IRunTraces
{
    /// <summary>The columns that a tree is drawn for.</summary>
    private const int Width = 100;

    public async Task<Outcome<IReadOnlyList<RunRecord>>> RecentAsync(int limit, CancellationToken cancellationToken) =>
        await journal.RunsAsync(new RunQuery { Limit = limit }, cancellationToken).ConfigureAwait(false);

    public string ListJson(IReadOnlyList<RunRecord> runs) => Written(writer => RunJson.Write(writer, runs));

    public Task<Outcome<string>> JsonAsync(RunId run, CancellationToken cancellationToken) => UseAsync(
        run, (record, tasks) => Written(writer => TraceJson.WriteTo(writer, record, tasks)), cancellationToken);

    public Task<Outcome<string>> TreeAsync(RunId run, CancellationToken cancellationToken) => UseAsync(
        run,
        (record, tasks) => string.Concat(TraceTable.Draw(record, tasks, Width, isFolded: true).Select(line => string.Concat(line.Select(part => part.Text)).TrimEnd() + "\n")),
        cancellationToken);

    /// <summary>The tasks of a run, each with an envelope that can be read or none.</summary>
    internal static async Task<Outcome<IReadOnlyList<TaskRecord>>> TasksAsync(
        IJournalReader journal, RunRecord run, CancellationToken cancellationToken)
    {
        var read = await journal.TasksAsync(run.Id, cancellationToken: cancellationToken).ConfigureAwait(false);
        return read.Value?.FirstOrDefault(task => task.Envelope is { } text && EnvelopeReader.TryRead(text) is null) is { } forged
            ? JournalFailures.Unreadable(run.Id, journal.Location, $"record of task '{forged.Name}'")
            : read;
    }

    private async Task<Outcome<string>> UseAsync(
        RunId run, Func<RunRecord, IReadOnlyList<TaskRecord>, string> use, CancellationToken cancellationToken) =>
        (await journal.RunAsync(run, cancellationToken).ConfigureAwait(false)).TryGet(out var record, out var failure)
        && (await TasksAsync(journal, record, cancellationToken).ConfigureAwait(false)).TryGet(out var tasks, out failure)
            ? use(record, tasks)
            : failure;

    private static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, TraceJson.Form))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
