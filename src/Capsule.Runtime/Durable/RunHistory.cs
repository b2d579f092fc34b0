using System.Runtime.CompilerServices;
using Capsule.Envelopes;
using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>The events of a run, as its journal has them.</summary>
internal sealed class RunHistory(IJournal journal, RunId run)
{
    private readonly LogDecoders decoders = new();
    private readonly Dictionary<TaskPath, TaskReference> started = [];
    private readonly HashSet<TaskPath> ended = [];
    private long lastLog;

    /// <summary>What was written since this was asked last: tasks that started, what was printed, tasks that ended.</summary>
    /// <exception cref="CapsuleException">The journal cannot be read.</exception>
    internal async IAsyncEnumerable<TaskEvent> NewsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tasks = (await journal.TasksAsync(run, cancellationToken: cancellationToken).ConfigureAwait(false)).OrThrow();
        foreach (var task in tasks.Where(task => !started.ContainsKey(task.Path)))
        {
            var reference = started[task.Path] = new TaskReference(task.Name, task.Path);
            yield return new TaskEvent.Started(reference, task.Attempts);
        }

        while ((await journal.LogsAsync(run, lastLog, cancellationToken).ConfigureAwait(false)).OrThrow() is { Count: > 0 } logs)
        {
            foreach (var log in logs)
            {
                lastLog = log.Sequence;
                var reference = started.GetValueOrDefault(log.Task) ?? new TaskReference("", log.Task);
                var channel = log.Channel == LogChannel.Error ? OutputChannel.Error : OutputChannel.Output;
                yield return new TaskEvent.Output(reference, channel, decoders.Decode(log));
            }
        }

        foreach (var task in tasks.Where(task => task.Status.IsEnd() && ended.Add(task.Path)))
        {
            yield return new TaskEvent.Ended(
                started[task.Path],
                (task.Envelope is null ? null : EnvelopeReader.TryRead(task.Envelope))
                    ?? CapsuleRuntime.NotRun(task.Name, JournalFailures.Unreadable(run, journal.Location, "envelope")));
        }
    }
}
