using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <content>How a runtime is made, and how it ends.</content>
public sealed partial class CapsuleRuntime
{
    /// <summary>Cancelled guests end in milliseconds; one in a function of the host that goes on is not waited for any longer.</summary>
    private static readonly TimeSpan MostWaitedFor = TimeSpan.FromSeconds(5);

    private readonly ActiveRuns active = new();

    /// <summary>Takes no more runs, and waits for those that are under way and for calls of sessions.</summary>
    /// <param name="hurry">Cancels what is under way then. A durable run that was cancelled so can be resumed.</param>
    public async Task StopAsync(CancellationToken hurry = default)
    {
        var closed = active.CloseAsync();
        await using var cancelling = hurry.Register(active.Cancel).ConfigureAwait(false);
        await closed.ConfigureAwait(false);
        await threads.WhenIdleAsync().ConfigureAwait(false);
    }

    /// <summary>Cancels what is under way, and ends; <see cref="StopAsync"/> before waits for it instead.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        var isIdle = true;
        try
        {
            await StopAsync(new CancellationToken(canceled: true)).WaitAsync(MostWaitedFor).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            isIdle = false;
        }

        Gate.Dispose();
        threads.Dispose();
        if (isIdle)
        {
            // Threat: memory that is freed under a guest which still runs. A leak is better.
            languages.Dispose();
            scripts.Dispose();
            engine.Dispose();
            active.Dispose();
        }
    }

    /// <summary>Opens the languages that are to be ready, once. From then on a cache that cannot be used is a failure of whoever needs one.</summary>
    /// <exception cref="IOException">The cache cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache cannot be used.</exception>
    internal Failure? OpenPrepared(IEnumerable<GuestLanguage> prepared, CancellationToken cancellationToken)
    {
        var failure = OpenAll(prepared, cancellationToken);
        opener.IsReady = failure is null;
        return failure;
    }

    /// <summary>Prepares everything that an installation has for this machine.</summary>
    internal Failure? Prepare(CancellationToken cancellationToken) =>
        OpenAll(GuestLanguage.All, cancellationToken) ?? (scripts.Open().TryGet(out _, out var failure) ? null : failure);

    /// <summary>Frees what a runtime has that was never ready.</summary>
    internal void Abandon()
    {
        Gate.Dispose();
        threads.Dispose();
        languages.Dispose();
        scripts.Dispose();
        engine.Dispose();
    }

    /// <summary>Counts a run in, has it observed, and tells how it ended.</summary>
    internal async Task<Envelope> TrackAsync(
        string? task, RunOptions options, Func<RunOptions, CancellationToken, Task<Envelope>> run, CancellationToken cancellationToken)
    {
        var granted = Granting(options);
        using var entered = active.Enter(cancellationToken);
        var envelope = entered is null
            ? NotRun(task, new Failure(ErrorType.Cancelled, "the runtime is being stopped and takes no more runs"))
            : await run(granted, entered.Cancellation).ConfigureAwait(false);
        granted.Observer.OnRunEnded(envelope);
        return envelope;
    }

    /// <summary>A run has what all runs of the runtime have, and is observed as they are.</summary>
    private RunOptions Granting(RunOptions options) => options with
    {
        Tools = options.Tools ?? tools,
        Journaling = options.Journaling is { Journal: null } journaling ? journaling with { Journal = Journal } : options.Journaling,
        Caps = options.Caps.And(caps),
        Observer = createObserver?.Invoke(options) is { } observer ? options.Observer.And(observer) : options.Observer,
    };

    private Failure? OpenAll(IEnumerable<GuestLanguage> wanted, CancellationToken cancellationToken)
    {
        foreach (var language in wanted)
        {
            if (!languages.Open(language, cancellationToken).TryGet(out _, out var failure))
            {
                return failure;
            }
        }

        return null;
    }

    private SessionOptions Granting(SessionOptions options) =>
        options with { Tools = options.Tools ?? tools, Policy = caps.Apply(options.Policy) };
}
