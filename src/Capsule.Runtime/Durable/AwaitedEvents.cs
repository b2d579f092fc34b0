namespace Capsule.Runtime.Durable;

/// <summary>The times and signals that a task waits for at the moment.</summary>
internal sealed class AwaitedEvents
{
    private readonly Lock gate = new();
    private readonly List<(DateTimeOffset? Time, string? Signal)> awaited = [];

    /// <summary>Something is waited for until what this gives is disposed.</summary>
    internal IDisposable Add(DateTimeOffset? time, string? signal)
    {
        lock (gate)
        {
            awaited.Add((time, signal));
        }

        return new Awaited(this, (time, signal));
    }

    /// <summary>What has to happen for the task to go on.</summary>
    /// <param name="end">When it goes on by itself, or null.</param>
    internal Suspension Suspend(DateTimeOffset? end)
    {
        lock (gate)
        {
            var times = awaited.Select(item => item.Time).Append(end).Where(time => time is not null).ToArray();
            return new Suspension(
                times.Min(),
                [.. awaited.Select(item => item.Signal).OfType<string>().Distinct(StringComparer.Ordinal)]);
        }
    }

    private sealed class Awaited(AwaitedEvents owner, (DateTimeOffset?, string?) item) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.awaited.Remove(item);
            }
        }
    }
}
