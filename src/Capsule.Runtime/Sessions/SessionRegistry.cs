
namespace Capsule.Runtime.Sessions;

/// <summary>The sessions that one client has, by id, and no more of them than it may have. Thread-safe.</summary>
/// <param name="most">How many there may be.</param>
/// <param name="advice">What the client can do when there are too many.</param>
internal sealed class SessionRegistry(int most, string advice) : IAsyncDisposable
{
    private readonly Dictionary<string, CapsuleSession> sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> reserved = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int taken;
    private bool isClosed;

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyList<CapsuleSession> All
    {
        get
        {
            lock (gate)
            {
                return [.. sessions.Values];
            }
        }
    }

    /// <summary>The session with an id, or null.</summary>
    public CapsuleSession? Find(string id)
    {
        lock (gate)
        {
            return sessions.GetValueOrDefault(id);
        }
    }

    /// <summary>Makes a session and keeps it. Where there are too many already, none is made.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="id">The id of a session that is on the disk: it is never here twice.</param>
    public async Task<Outcome<CapsuleSession>> AddAsync(Func<Task<Outcome<CapsuleSession>>> make, string? id = null)
    {
        if (Reserve(id) is { } refusal)
        {
            return refusal;
        }

        CapsuleSession? session = null;
        try
        {
            var made = await make().ConfigureAwait(false);
            session = made.Value;
            return session is null || Keep(session)
                ? made
                : new Failure(ErrorType.Cancelled, "the runtime is shutting down");
        }
        finally
        {
            if (!Settle(id, session) && session is not null)
            {
                await DropAsync(session, id).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes a session out of the table, for the caller to end; null when there is none with this id.</summary>
    public CapsuleSession? Remove(string id)
    {
        lock (gate)
        {
            taken -= sessions.Remove(id, out var session) ? 1 : 0;
            return session;
        }
    }

    /// <summary>Ends a session that nobody came to know: one that was on the disk stays there.</summary>
    internal static async Task DropAsync(CapsuleSession session, string? id)
    {
        if (id is not null)
        {
            _ = await session.TrySuspendAsync().ConfigureAwait(false);
        }

        await session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends all sessions; none is kept from now on.</summary>
    public async ValueTask DisposeAsync()
    {
        CapsuleSession[] all;
        lock (gate)
        {
            isClosed = true;
            all = [.. sessions.Values];
            sessions.Clear();
        }

        await Task.WhenAll(all.Select(session => session.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private Failure? Reserve(string? id)
    {
        lock (gate)
        {
            if (id is not null && (sessions.ContainsKey(id) || !reserved.Add(id)))
            {
                return Failure.Config($"session {id} is in use here already");
            }

            if (taken == most)
            {
                reserved.Remove(id ?? "");
                return new Failure(ErrorType.LimitExceeded, $"there are {most} sessions, which is the most; {advice}");
            }

            taken++;
            return null;
        }
    }

    private bool Keep(CapsuleSession session)
    {
        lock (gate)
        {
            return !isClosed && sessions.TryAdd(session.Id, session);
        }
    }

    /// <summary>Gives the place back where no session was kept.</summary>
    private bool Settle(string? id, CapsuleSession? session)
    {
        lock (gate)
        {
            reserved.Remove(id ?? "");
            var isKept = session is not null && sessions.GetValueOrDefault(session.Id) == session;
            taken -= isKept ? 0 : 1;
            return isKept;
        }
    }
}
