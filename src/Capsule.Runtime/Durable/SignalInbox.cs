using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>Gives each signal of a run to one of those who wait for it.</summary>
internal sealed class SignalInbox(IJournal journal, RunId run)
{
    private readonly Lock gate = new();
    private readonly HashSet<long> taken = [];

    /// <summary>Waits for a signal and takes it. The entry that delivers it has to consume it in the journal.</summary>
    internal async Task<Outcome<Signal>> TakeAsync(string name, CancellationToken cancellationToken)
    {
        using var watch = journal.Watch(run);
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

            await watch.ChangedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a signal is there, and leaves it.</summary>
    internal async Task<Failure?> WatchAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var watch = journal.Watch(run);
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

            await watch.ChangedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until somebody wants the run to end.</summary>
    /// <returns>False when the wait was cancelled: an exception would cost a short run more than the rest.</returns>
    internal async Task<bool> IsCancelledAsync(CancellationToken cancellationToken)
    {
        using var watch = journal.Watch(run);
        while (true)
        {
            // A run that is over at once does not ask at all: asking first would have it wait for the journal.
            await watch.ChangedAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            var inbox = await journal.InboxAsync(run, CancellationToken.None).ConfigureAwait(false);
            if (inbox.Value?.CancelRequested is not null)
            {
                return true;
            }
        }
    }

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
