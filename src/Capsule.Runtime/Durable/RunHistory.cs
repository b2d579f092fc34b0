using System.Runtime.CompilerServices;
using Capsule.Envelopes;
using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>The events of a run, as its journal has them. Of what tasks returned no more than one envelope at a time is in memory.</summary>
/// <param name="journal">The journal.</param>
/// <param name="run">The run.</param>
/// <param name="known">What its reader knows already.</param>
internal sealed class RunHistory(IJournal journal, RunId run, RunPosition known)
{
    /// <summary>Beyond, asking for each open task takes longer than reading all.</summary>
    private const int MostAskedFor = 32;

    private readonly LogDecoders decoders = new();
    private readonly Dictionary<TaskPath, TaskReference> references = [];
    private readonly SortedDictionary<int, TaskReference> open = [];
    private long lastLog = known.Log;
    private int count;

    /// <summary>What the reader knows, once it has what was given until now.</summary>
    internal RunPosition Position => RunPosition.Of(lastLog, Math.Max(count, known.Tasks), open.Keys);

    /// <summary>What was written since this was asked last: tasks that started, what was printed, tasks that ended.</summary>
    /// <exception cref="CapsuleException">The journal cannot be read.</exception>
    internal async IAsyncEnumerable<TaskEvent> NewsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What a task printed before it ended is given before its end: its state is read first.
        var ended = await FindEndedAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var (task, place) in TasksFromAsync(count, cancellationToken).ConfigureAwait(false))
        {
            var reference = references[task.Path] = new TaskReference(task.Name, task.Path);
            count = place + 1;
            if (place < known.Tasks && !known.IsOpen(place))
            {
                continue;
            }

            open.Add(place, reference);
            if (task.Status.IsEnd())
            {
                ended.Add(place);
            }

            if (place >= known.Tasks)
            {
                yield return new TaskEvent.Started(reference, task.Attempts);
            }
        }

        while ((await journal.LogsAsync(run, lastLog, cancellationToken).ConfigureAwait(false)).OrThrow() is { Count: > 0 } logs)
        {
            foreach (var log in logs)
            {
                lastLog = log.Sequence;
                var reference = references.GetValueOrDefault(log.Task) ?? new TaskReference("", log.Task);
                var channel = log.Channel == LogChannel.Error ? OutputChannel.Error : OutputChannel.Output;
                yield return new TaskEvent.Output(reference, channel, decoders.Decode(log));
            }
        }

        foreach (var place in ended)
        {
            var reference = open[place];
            var task = (await journal.TasksAsync(run, reference.Path, cancellationToken).ConfigureAwait(false)).OrThrow() is [var one] ? one : null;
            open.Remove(place);
            yield return new TaskEvent.Ended(
                reference,
                (task?.Envelope is { } envelope ? EnvelopeReader.TryRead(envelope) : null)
                    ?? CapsuleRuntime.NotRun(reference.Name, JournalFailures.Unreadable(run, journal.Location, "envelope")));
        }
    }

    /// <summary>The places of tasks that were open and have ended.</summary>
    private async Task<List<int>> FindEndedAsync(CancellationToken cancellationToken)
    {
        var ended = new List<int>();
        if (open.Count > MostAskedFor)
        {
            await foreach (var (task, place) in TasksFromAsync(open.Keys.First(), cancellationToken).ConfigureAwait(false))
            {
                if (place >= count)
                {
                    break;
                }

                if (task.Status.IsEnd() && open.ContainsKey(place))
                {
                    ended.Add(place);
                }
            }

            return ended;
        }

        foreach (var (place, reference) in open)
        {
            if ((await journal.TasksAsync(run, reference.Path, cancellationToken).ConfigureAwait(false)).OrThrow() is [{ Status: var status }] && status.IsEnd())
            {
                ended.Add(place);
            }
        }

        return ended;
    }

    private async IAsyncEnumerable<(TaskRecord Task, int Place)> TasksFromAsync(int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TaskPage page;
        do
        {
            page = (await journal.TaskPageAsync(run, from, cancellationToken).ConfigureAwait(false)).OrThrow();
            foreach (var task in page.Tasks)
            {
                yield return (task, from++);
            }
        }
        while (page.HasMore);
    }
}
