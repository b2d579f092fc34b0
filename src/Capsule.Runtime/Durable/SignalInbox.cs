using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>Gives each signal of a run to one of those who wait for it.</summary>
internal sealed class SignalInbox(IJournal journal, RunId run, TimeProvider time)
{
    /// <summary>How often the journal is asked. Signals come from other processes, so that nothing tells when.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly HashSet<long> taken = [];

    /// <summary>Waits for a signal and takes it. The entry that delivers it has to consume it in the journal.</summary>
    internal async Task<Outcome<Signal>> TakeAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!(await journal.InboxAsync(run, cancellationToken).ConfigureAwait(false)).TryGet(out var inbox, out var failure))
            {
                return failure;
            }

            if (TryTake(inbox, name) is { } signal)
            {
                return signal;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a signal is there, and leaves it.</summary>
    internal async Task<Failure?> WatchAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!(await journal.InboxAsync(run, cancellationToken).ConfigureAwait(false)).TryGet(out var inbox, out var failure))
            {
                return failure;
            }

            lock (gate)
            {
                if (inbox.Signals.Any(signal => names.Contains(signal.Name) && !taken.Contains(signal.Id)))
                {
                    return null;
                }
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether somebody wants the run to end.</summary>
    internal async Task<bool> IsCancelledAsync(CancellationToken cancellationToken) =>
        (await journal.InboxAsync(run, cancellationToken).ConfigureAwait(false)).TryGet(out var inbox, out _)
        && inbox.CancelRequested is not null;

    /// <summary>A signal was taken by a task that did not get it: the next one may have it.</summary>
    internal void GiveBack(long signal)
    {
        lock (gate)
        {
            taken.Remove(signal);
        }
    }

    private Signal? TryTake(RunInbox inbox, string name)
    {
        lock (gate)
        {
            var found = inbox.Signals.FirstOrDefault(signal => signal.Name == name && !taken.Contains(signal.Id));
            if (found is not null)
            {
                taken.Add(found.Id);
            }

            return found;
        }
    }
}
