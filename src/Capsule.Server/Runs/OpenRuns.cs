using Capsule.Server.Tenants;

namespace Capsule.Server.Runs;

/// <summary>
/// The runs that have not ended: those that wait for their turn, a queue for each tenant; those that are executed; and those that wait for
/// a time or a signal. Thread-safe.
/// </summary>
internal sealed class OpenRuns(int mostOfTenant, int mostInAll)
{
    private readonly Lock gate = new();
    private readonly Dictionary<RunId, OpenRun> all = [];
    private readonly TenantCounts counts = new(mostOfTenant, mostInAll);
    private readonly Dictionary<string, Queue<OpenRun>> queues = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(OpenRun Run, int Wait), DateTimeOffset> times = new();

    /// <summary>Is told when a run waits for its turn, or for an earlier time.</summary>
    internal Action Changed { get; set; } = () => { };

    /// <summary>How many runs wait for their turn.</summary>
    internal int Queued
    {
        get
        {
            lock (gate)
            {
                return queues.Values.Sum(queue => queue.Count);
            }
        }
    }

    /// <summary>Makes room for a run that is about to be started. Where there is none, says whether the tenant has too many itself.</summary>
    internal Reservation Reserve(string tenant) => counts.TryTake(tenant);

    /// <summary>Gives room back that no run takes.</summary>
    internal void Release(string tenant) => counts.Give(tenant);

    /// <summary>Adds a run for which there is room, to wait for its turn.</summary>
    internal void Add(OpenRun run)
    {
        lock (gate)
        {
            all.Add(run.Id, run);
            Enqueue(run);
        }

        Changed();
    }

    /// <summary>Adds a run of an earlier server, whatever there is room for: to wait for its turn, or to be suspended.</summary>
    internal void Restore(OpenRun run, bool isWaiting)
    {
        lock (gate)
        {
            counts.Take(run.Tenant);
            all.Add(run.Id, run);
            if (!isWaiting)
            {
                Enqueue(run);
            }
        }

        Changed();
    }

    /// <summary>Whether a run of a tenant waits for its turn.</summary>
    internal bool HasTurn(string tenant)
    {
        lock (gate)
        {
            return queues.ContainsKey(tenant);
        }
    }

    /// <summary>The run of a tenant whose turn it is, or null.</summary>
    internal OpenRun? TakeNext(string tenant)
    {
        lock (gate)
        {
            if (!queues.TryGetValue(tenant, out var queue))
            {
                return null;
            }

            var next = queue.Dequeue();
            if (queue.Count == 0)
            {
                queues.Remove(tenant);
            }

            return next;
        }
    }

    /// <summary>A run waits, in no process's memory, for a time or a signal; whichever comes first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="until">The time, or null.</param>
    /// <param name="signals">The signals; null for any.</param>
    internal void Suspend(OpenRun run, DateTimeOffset? until, IReadOnlyList<string>? signals)
    {
        lock (gate)
        {
            (run.IsDue, run.Signals) = (false, signals);
            run.Waits++;
            if (until is { } time)
            {
                times.Enqueue((run, run.Waits), time);
                DropPastTimes();
            }
        }

        Changed();
    }

    /// <summary>A run that waits takes its turn, for the sake of a signal or, for null, whatever it waits for.</summary>
    internal void Wake(RunId id, string? signal)
    {
        lock (gate)
        {
            if (!all.TryGetValue(id, out var run) || run.IsDue || (signal is not null && run.Signals?.Contains(signal, StringComparer.Ordinal) == false))
            {
                return;
            }

            Enqueue(run);
        }

        Changed();
    }

    /// <summary>Those whose time has come take their turn. Gives the tenants whose runs wait for their turn, and the next time; null for none.</summary>
    internal (IReadOnlyList<string> Tenants, DateTimeOffset? Next) WakeDue(DateTimeOffset now)
    {
        lock (gate)
        {
            while (times.TryPeek(out var first, out var time))
            {
                var waits = Waits(first);
                if (waits && time > now)
                {
                    return ([.. queues.Keys], time);
                }

                times.Dequeue();
                if (waits)
                {
                    Enqueue(first.Run);
                }
            }

            return ([.. queues.Keys], null);
        }
    }

    /// <summary>A run has ended.</summary>
    internal void Forget(RunId id)
    {
        lock (gate)
        {
            if (all.Remove(id, out var run))
            {
                Release(run.Tenant);
            }
        }
    }

    /// <summary>A tenant was deleted: its runs are executed no more.</summary>
    internal void Forget(string tenant)
    {
        lock (gate)
        {
            queues.Remove(tenant);
            foreach (var run in all.Values.Where(run => run.Tenant == tenant).ToArray())
            {
                Forget(run.Id);
            }
        }
    }

    /// <summary>Whether a tenant has a run that executes a program and has not ended.</summary>
    internal bool Uses(string tenant, string program)
    {
        lock (gate)
        {
            return all.Values.Any(run => run.Tenant == tenant && run.Program == program);
        }
    }

    private bool Waits((OpenRun Run, int Wait) wait) => !wait.Run.IsDue && wait.Run.Waits == wait.Wait && all.ContainsKey(wait.Run.Id);

    /// <summary>Threat: a run that is signalled again and again leaves the time of each of its waits behind.</summary>
    private void DropPastTimes()
    {
        if (times.Count > 64 && times.Count > 2 * all.Count)
        {
            var left = times.UnorderedItems.Where(item => Waits(item.Element)).ToArray();
            times.Clear();
            times.EnqueueRange(left);
        }
    }

    private void Enqueue(OpenRun run)
    {
        run.IsDue = true;
        if (!queues.TryGetValue(run.Tenant, out var queue))
        {
            queues.Add(run.Tenant, queue = new Queue<OpenRun>());
        }

        queue.Enqueue(run);
    }
}
