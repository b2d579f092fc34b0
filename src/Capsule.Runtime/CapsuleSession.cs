using System.Text.Json;
using Capsule.Runtime.Sessions;
using Capsule.Runtime.Telemetry;

namespace Capsule.Runtime;

/// <summary>
/// A stateful sandbox: cells run one after the other in one interpreter, as in its interactive mode. Thread-safe:
/// one call runs at a time, and others wait in order. docs/how-to/use-sessions.md.
/// </summary>
public sealed partial class CapsuleSession : IAsyncDisposable
{
    private readonly SessionHost host;
    private readonly SessionOptions options;
    private readonly SessionGrants grants;
    private readonly SessionBody body;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private readonly ITimer idle;
    private CancellationTokenSource? running;
    private bool isClosed;
    private bool isSuspended;
    private long lastUsed;

    internal CapsuleSession(
        SessionHost host, SessionOptions options, SessionGrants grants, SessionState start, string? id = null)
    {
        Id = id ?? Guid.NewGuid().ToString("N");
        this.host = host;
        this.options = options;
        this.grants = grants;
        body = new SessionBody(host, options, grants, start, Id, TryEvict);
        Created = host.Time.GetUtcNow();
        lastUsed = Created.UtcTicks;
        idle = host.Time.CreateTimer(_ => TryEvict(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Its id, by which it comes back after <see cref="SuspendAsync"/>.</summary>
    public string Id { get; }

    /// <summary>Gets the language of its cells.</summary>
    public GuestLanguage Language => options.Language;

    /// <summary>When it was made here.</summary>
    internal DateTimeOffset Created { get; }

    /// <summary>When a call of it ended last.</summary>
    internal DateTimeOffset LastUsed => new(Volatile.Read(ref lastUsed), TimeSpan.Zero);

    /// <summary>How many cells it ran.</summary>
    internal int Cells => body.Cells;

    /// <summary>Whether a call runs.</summary>
    internal bool IsRunning
    {
        get
        {
            lock (gate)
            {
                return running is not null;
            }
        }
    }

    /// <summary>Whether it is on the disk and not in memory.</summary>
    public bool IsEvicted => body.IsEvicted;

    /// <summary>Runs a cell. Whatever the cell does, the answer is a result.</summary>
    /// <param name="source">Any number of statements, in the session's language.</param>
    /// <param name="call">What is special about this call.</param>
    /// <param name="cancellationToken">Interrupts the cell, as <see cref="Interrupt"/> does.</param>
    public async Task<SessionResult> RunAsync(
        string source, SessionCall? call = null, CancellationToken cancellationToken = default)
    {
        var done = await TurnAsync<SessionResult>(
            token => Tell(CellTelemetry.Record(Id, Language, () => body.Run(source, call ?? SessionCall.Default, token))), cancellationToken).ConfigureAwait(false);
        return done.TryGet(out var result, out var failure) ? result : new SessionResult { Number = 0, Failure = failure };
    }

    private SessionResult Tell(SessionResult result)
    {
        host.CellEnded?.Invoke(Id, result);
        return result;
    }

    /// <summary>
    /// Interrupts the call that runs: the cell gets a <c>KeyboardInterrupt</c>, and is stopped when it does not end in
    /// <see cref="SessionOptions.Grace"/>.
    /// </summary>
    /// <returns>Whether one was running.</returns>
    public bool Interrupt()
    {
        lock (gate)
        {
            running?.Cancel();
            return running is not null;
        }
    }

    /// <summary>Tells whether lines that somebody types are a cell already.</summary>
    internal Task<Outcome<InputState>> CheckAsync(string source, CancellationToken cancellationToken = default) =>
        AskAsync(
            new SessionRequest("check") { Source = source },
            json => Enum.TryParse<InputState>(JsonSerializer.Deserialize(json.Span, SessionMessages.Default.String), true, out var found)
                ? found
                : InputState.Invalid,
            cancellationToken);

    /// <summary>Finds what may follow the end of a line: names, and attributes of what the session has.</summary>
    internal Task<Outcome<SessionCompletion>> CompleteAsync(string line, CancellationToken cancellationToken = default) =>
        AskAsync(
            new SessionRequest("complete") { Line = line }, json => SessionReply.Completion(json, line), cancellationToken);

    /// <summary>Splits a file into the statements that it has on its top level: each can be run as a cell.</summary>
    internal Task<Outcome<string[]>> SplitAsync(string source, CancellationToken cancellationToken = default) =>
        AskAsync(
            new SessionRequest("split") { Source = source },
            json => JsonSerializer.Deserialize(json.Span, SessionMessages.Default.StringArray),
            cancellationToken);

    /// <summary>Ends the session; a call that runs is interrupted.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (isClosed)
            {
                return;
            }

            isClosed = true;
            running?.Cancel();
        }

        await turn.WaitAsync().ConfigureAwait(false);
        await idle.DisposeAsync().ConfigureAwait(false);
        body.Dispose();
        grants.Dispose();
        if (isSuspended)
        {
            host.Store.Release(Id);
        }
        else
        {
            host.Store.Delete(Id);
        }

        turn.Release();
    }

    private Task<Outcome<T>> AskAsync<T>(
        SessionRequest request, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : notnull => TurnAsync(token => body.Ask(request, read, token), cancellationToken);

    /// <summary>Does something in the session's turn, on a thread for guests.</summary>
    private async Task<Outcome<T>> TurnAsync<T>(Func<CancellationToken, Outcome<T>> use, CancellationToken cancellationToken)
    {
        if (await EnterAsync(cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Ending);
        try
        {
            lock (gate)
            {
                running = source;
            }

            return await host.Threads.RunAsync(() => use(source.Token)).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }

            Leave();
        }
    }

    /// <summary>Waits for the turn; why it does not come, or null.</summary>
    private async Task<Failure?> EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new Failure(ErrorType.Cancelled, "the call was cancelled before its turn came");
        }

        idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (!isClosed)
        {
            return null;
        }

        turn.Release();
        return Failure.Config($"session {Id} has ended");
    }

    private void Leave()
    {
        Volatile.Write(ref lastUsed, host.Time.GetUtcNow().UtcTicks);
        if (options.IdleTimeout is { } timeout && !isClosed && !body.IsEvicted)
        {
            idle.Change(timeout, Timeout.InfiniteTimeSpan);
        }

        turn.Release();
    }

    /// <summary>
    /// The session was idle for long, or others need its place: it goes to the disk, unless somebody came in this moment. Where the
    /// disk does not take it, it stays in memory.
    /// </summary>
    private bool TryEvict()
    {
        if (!turn.Wait(TimeSpan.Zero))
        {
            return false;
        }

        var goes = !isClosed && !body.IsEvicted && !body.HoldsWhatIsLost && body.Evict().Failure is null;
        turn.Release();
        return goes;
    }
}
