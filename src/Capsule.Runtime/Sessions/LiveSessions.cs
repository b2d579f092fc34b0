
namespace Capsule.Runtime.Sessions;

/// <summary>
/// The sessions of a runtime that have a sandbox. Beyond a number of them, those that were used longest ago go to the disk.
/// Threat: a program that makes sessions for strangers, none of which ends its own. Thread-safe.
/// </summary>
/// <param name="most">How many there may be.</param>
internal sealed class LiveSessions(int most)
{
    private readonly LinkedList<SessionBody> byUse = [];
    private readonly Dictionary<SessionBody, LinkedListNode<SessionBody>> places = [];
    private readonly Lock gate = new();

    /// <summary>A session is used, and gets a sandbox if it has none. Called in the session's turn.</summary>
    /// <returns>Why there is no room for it, or null.</returns>
    internal Failure? Enter(SessionBody session)
    {
        while (true)
        {
            SessionBody[] others;
            lock (gate)
            {
                if (Take(session))
                {
                    return null;
                }

                others = [.. byUse];
            }

            // Whoever is in use keeps its turn, so that this waits for nobody.
            if (!Array.Exists(others, other => other.TryRetire()))
            {
                return new Failure(ErrorType.LimitExceeded,
                    $"{most} sessions are in memory, which is the most (CapsuleOptions.MaxLiveSessions), and none of them can go to the disk: "
                    + "they are in use, have files of the host open, or the disk takes no more");
            }
        }
    }

    /// <summary>A session has no sandbox any more.</summary>
    internal void Leave(SessionBody session)
    {
        lock (gate)
        {
            if (places.Remove(session, out var place))
            {
                byUse.Remove(place);
            }
        }
    }

    private bool Take(SessionBody session)
    {
        if (places.TryGetValue(session, out var place))
        {
            byUse.Remove(place);
            byUse.AddLast(place);
            return true;
        }

        if (byUse.Count >= most)
        {
            return false;
        }

        places[session] = byUse.AddLast(session);
        return true;
    }
}
