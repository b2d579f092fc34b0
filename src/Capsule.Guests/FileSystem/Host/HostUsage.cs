namespace Capsule.Guests.FileSystem.Host;

/// <summary>Counts what one sandbox does to the host, against <see cref="HostFileLimits"/>.</summary>
/// <param name="budget">What it may write; other sandboxes may share it.</param>
internal sealed class HostUsage(HostFileBudget budget)
{
    private int listed;
    private HostLocks? locks;

    internal HostUsage(HostFileLimits limits)
        : this(new HostFileBudget(limits))
    {
    }

    /// <summary>What it has locked.</summary>
    internal HostLocks Locks => locks ??= new HostLocks(this);

    /// <summary>How many files are open now.</summary>
    internal int Open { get; private set; }

    internal bool TryOpen()
    {
        if (Open >= budget.Limits.OpenFiles)
        {
            return false;
        }

        Open++;
        return true;
    }

    internal void Close() => Open--;

    /// <summary>What may still be written and created.</summary>
    internal HostFileBudget Budget => budget;

    internal VolumeSpace Space => budget.Space;

    internal bool TryList(int entries)
    {
        if (entries > budget.Limits.ListedEntries - listed)
        {
            return false;
        }

        listed += entries;
        return true;
    }

    internal void ReleaseListed(int entries) => listed -= entries;
}
