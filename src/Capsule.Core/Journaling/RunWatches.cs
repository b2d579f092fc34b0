using System.Threading.Channels;

namespace Capsule.Journaling;

/// <summary>The watches of one journal object: who writes through it tells them at once.</summary>
internal sealed class RunWatches
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunId, List<Watch>> watches = [];

    /// <summary>Whether anybody watches a run.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return watches.Count == 0;
            }
        }
    }

    /// <summary>Watches a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isTold">Whether the first wait ends at once: something may have been written before.</param>
    internal IRunWatch Add(RunId run, bool isTold)
    {
        var watch = new Watch(this, run);
        if (isTold)
        {
            watch.Tell();
        }

        lock (gate)
        {
            if (!watches.TryGetValue(run, out var others))
            {
                watches.Add(run, others = []);
            }

            others.Add(watch);
        }

        return watch;
    }

    /// <summary>Tells those who watch a run about a write that was made, if it is one that they wait for.</summary>
    internal void Tell(JournalWrite write)
    {
        if (write is JournalWrite.SendSignal or JournalWrite.RequestCancel or JournalWrite.ChangeRun)
        {
            Tell(write.Run);
        }
    }

    /// <summary>Tells those who watch a run.</summary>
    internal void Tell(RunId run)
    {
        lock (gate)
        {
            watches.GetValueOrDefault(run)?.ForEach(watch => watch.Tell());
        }
    }

    /// <summary>Tells everybody: another process wrote something.</summary>
    internal void TellAll()
    {
        lock (gate)
        {
            foreach (var watch in watches.Values.SelectMany(watching => watching))
            {
                watch.Tell();
            }
        }
    }

    private void Remove(Watch watch)
    {
        lock (gate)
        {
            if (watches.TryGetValue(watch.Run, out var others) && others.Remove(watch) && others.Count == 0)
            {
                watches.Remove(watch.Run);
            }
        }
    }

    private sealed class Watch(RunWatches owner, RunId run) : IRunWatch
    {
        private readonly Channel<bool> told = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        internal RunId Run => run;

        public Task ChangedAsync(CancellationToken cancellationToken = default) => told.Reader.ReadAsync(cancellationToken).AsTask();

        public void Dispose() => owner.Remove(this);

        internal void Tell() => told.Writer.TryWrite(true);
    }
}
