namespace Capsule.Server.Tenants;

#pragma warning disable CA1001 // A source without a timer whose handle nobody asks for holds nothing; what runs may outlive the tenant.
/// <summary>A tenant and what it uses. Thread-safe.</summary>
internal sealed class TenantUse
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly ComputeWindow minute = new(TimeSpan.FromMinutes(1), 0, 0);
    private readonly ComputeWindow day;
    private CancellationTokenSource ended = new();
    private Tenant tenant;
    private (long Executions, long Compute) total;
    private long bodies;
    private bool isUnsaved;

    internal TenantUse(Tenant tenant, TimeProvider time, long usedDay, long usedCompute) =>
        (this.tenant, this.time, day) = (tenant, time, new ComputeWindow(TimeSpan.FromDays(1), usedDay, usedCompute));

    /// <summary>The tenant as it is now.</summary>
    internal Tenant Tenant => Volatile.Read(ref tenant);

    /// <summary>Is cancelled when the tenant is disabled or deleted: what runs for it ends.</summary>
    internal CancellationToken Ended => Volatile.Read(ref ended).Token;

    /// <summary>How many units of compute it used in this minute, and today, with what it used beyond its quotas before.</summary>
    internal (long Minute, long Day) Compute
    {
        get
        {
            lock (gate)
            {
                Advance();
                return (minute.Used, day.Used);
            }
        }
    }

    /// <summary>How many executions it had since the server began, and what they computed.</summary>
    internal (long Executions, long Compute) Total
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    /// <summary>How many bytes its bodies have that are under way.</summary>
    internal long Bodies => Interlocked.Read(ref bodies);

    /// <summary>After how long it may compute again; zero for now. And which quota says so.</summary>
    internal (TimeSpan Time, string Quota) ComputeWait()
    {
        lock (gate)
        {
            var now = Advance();
            var (ofMinute, ofDay) = (minute.Wait(now, tenant.Quotas.ComputePerMinute), day.Wait(now, tenant.Quotas.ComputePerDay));
            return ofDay >= ofMinute ? (ofDay, "compute_per_day") : (ofMinute, "compute_per_minute");
        }
    }

    /// <summary>Counts an execution.</summary>
    internal void CountExecution()
    {
        lock (gate)
        {
            total.Executions++;
        }
    }

    /// <summary>Counts what an execution used, in one part or in several.</summary>
    internal void Charge(long units)
    {
        lock (gate)
        {
            Advance();
            minute.Add(units);
            day.Add(units);
            total.Compute += units;
            isUnsaved |= units > 0;
        }
    }

    /// <summary>Takes the bytes of a body; false where that is more than it may have.</summary>
    internal bool TryTakeBody(long bytes, long most)
    {
        if (Interlocked.Add(ref bodies, bytes) <= most)
        {
            return true;
        }

        GiveBody(bytes);
        return false;
    }

    /// <summary>Gives the bytes of a body back.</summary>
    internal void GiveBody(long bytes) => Interlocked.Add(ref bodies, -bytes);

    /// <summary>The tenant has changed.</summary>
    internal void Change(Tenant changed)
    {
        Volatile.Write(ref tenant, changed);
        if (changed.State != TenantState.Active)
        {
            Interlocked.Exchange(ref ended, new CancellationTokenSource()).Cancel();
        }
    }

    /// <summary>What it used today, where that is not kept yet.</summary>
    internal (long Day, long Compute)? TakeUnsaved()
    {
        lock (gate)
        {
            if (!isUnsaved)
            {
                return null;
            }

            isUnsaved = false;
            return (day.Span, day.Used);
        }
    }

    private DateTimeOffset Advance()
    {
        var now = time.GetUtcNow();
        minute.Advance(now, tenant.Quotas.ComputePerMinute);
        day.Advance(now, tenant.Quotas.ComputePerDay);
        return now;
    }
}
