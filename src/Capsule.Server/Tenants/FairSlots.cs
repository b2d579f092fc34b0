namespace Capsule.Server.Tenants;

/// <summary>Slots that tenants wait for in lines of their own. Thread-safe.</summary>
/// <remarks>
/// Threat: a tenant with ten thousand requests, behind which another's first one waits. A slot that becomes free goes to the tenant that
/// has the fewest, and among those to the one that was served longest ago: whoever has none gets the next one, however many others wait.
/// </remarks>
/// <param name="slots">How many there are.</param>
/// <param name="maxWaiting">How many requests of a tenant wait at most.</param>
/// <param name="most">How many slots a tenant may have.</param>
/// <param name="time">Ends the waiting.</param>
internal sealed class FairSlots(int slots, int maxWaiting, Func<string, int> most, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private int free = slots;
    private long served;

    /// <summary>How many are free now.</summary>
    internal int Free
    {
        get
        {
            lock (gate)
            {
                return free;
            }
        }
    }

    /// <summary>How many a tenant has, and how many of its requests wait for one.</summary>
    internal (int Running, int Waiting) Of(string tenant)
    {
        lock (gate)
        {
            return lines.TryGetValue(tenant, out var line) ? (line.Running, line.Waiting.Count) : (0, 0);
        }
    }

    /// <summary>Takes a slot for a tenant, which <see cref="Give"/> gives back.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task<SlotAnswer> TakeAsync(string tenant, TimeSpan patience, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> waiter;
        lock (gate)
        {
            var line = LineOf(tenant);
            if (free > 0 && line.Waiting.Count == 0 && line.Running < most(tenant))
            {
                Serve(line);
                return SlotAnswer.Taken;
            }

            if (line.Waiting.Count >= maxWaiting)
            {
                return SlotAnswer.TenantIsBusy;
            }

            waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            line.Waiting.AddLast(waiter);
        }

        try
        {
            await waiter.Task.WaitAsync(patience, time, cancellationToken);
            return SlotAnswer.Taken;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return GiveUp(tenant, waiter, e is OperationCanceledException);
        }
    }

    /// <summary>Gives a slot back.</summary>
    internal void Give(string tenant)
    {
        lock (gate)
        {
            var line = lines[tenant];
            line.Running--;
            free++;
            Forget(line);
            while (free > 0 && NextLine() is { } next)
            {
                var waiter = next.Waiting.First!.Value;
                next.Waiting.RemoveFirst();
                Serve(next);
                waiter.SetResult(true);
            }
        }
    }

    /// <summary>Ends a wait. A slot may have come at the same moment.</summary>
    private SlotAnswer GiveUp(string tenant, TaskCompletionSource<bool> waiter, bool isCancelled)
    {
        lock (gate)
        {
            var line = LineOf(tenant);
            if (line.Waiting.Remove(waiter))
            {
                Forget(line);
                return line.Running >= most(tenant) ? SlotAnswer.TenantIsBusy : SlotAnswer.ServerIsBusy;
            }
        }

        if (!isCancelled)
        {
            return SlotAnswer.Taken;
        }

        Give(tenant);
        return SlotAnswer.ServerIsBusy;
    }

    private Line? NextLine() => lines.Values.Where(line => line.Waiting.Count > 0 && line.Running < most(line.Tenant))
        .MinBy(line => (line.Running, line.Served));

    private void Serve(Line line)
    {
        (line.Running, line.Served) = (line.Running + 1, ++served);
        free--;
    }

    private Line LineOf(string tenant)
    {
        if (!lines.TryGetValue(tenant, out var line))
        {
            lines.Add(tenant, line = new Line(tenant));
        }

        return line;
    }

    private void Forget(Line line)
    {
        if (line.Running == 0 && line.Waiting.Count == 0)
        {
            lines.Remove(line.Tenant);
        }
    }

    /// <summary>A tenant's slots and line.</summary>
    private sealed class Line(string tenant)
    {
        internal string Tenant => tenant;

        internal int Running { get; set; }

        /// <summary>When it was served last, as a count.</summary>
        internal long Served { get; set; }

        internal LinkedList<TaskCompletionSource<bool>> Waiting { get; } = [];
    }
}
