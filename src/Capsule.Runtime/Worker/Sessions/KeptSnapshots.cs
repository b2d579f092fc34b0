using System.Collections.Concurrent;
using System.Globalization;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>The snapshots that a client has, by id. They stay until it drops them, whatever becomes of their sessions.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class KeptSnapshots(int most)
{
    private readonly ConcurrentDictionary<string, SessionSnapshot> snapshots = new(StringComparer.Ordinal);
    private int last;
    private int count;

    internal Outcome<string> Add(SessionSnapshot snapshot)
    {
        if (Interlocked.Increment(ref count) > most)
        {
            Interlocked.Decrement(ref count);
            return new Failure(ErrorType.LimitExceeded, $"there are {most} snapshots, which is the most; drop one with snapshot_drop");
        }

        var id = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        snapshots[id] = snapshot;
        return id;
    }

    internal Outcome<SessionSnapshot> Find(string id) => snapshots.TryGetValue(id, out var snapshot)
        ? snapshot
        : Failure.Config($"there is no snapshot \"{id}\"; session_snapshot makes one");

    internal bool Drop(string id)
    {
        var was = snapshots.TryRemove(id, out _);
        Interlocked.Add(ref count, was ? -1 : 0);
        return was;
    }
}
