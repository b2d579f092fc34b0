using Capsule.Extensions.Hosting.Logging;
using Capsule.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Capsule.Extensions.Hosting;

/// <summary>Makes the runtime once, for all who ask, and ends it.</summary>
internal sealed class RuntimeProvider(
    IOptions<CapsuleHostingOptions> options,
    IEnumerable<OptionsChange> changes,
    IServiceProvider services,
    TimeProvider time,
    ILoggerFactory? loggers = null) : ICapsuleRuntimeProvider, IAsyncDisposable, IDisposable
{
    private readonly ILogger logger = LoggerOf(loggers);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private Task<CapsuleRuntime>? creation;
    private Failure? failure;
    private bool isStopped;

    /// <summary>What making the runtime does at the moment.</summary>
    internal PreparationLog Preparation { get; } = new(LoggerOf(loggers));

    /// <summary>Why making it failed the last time; null since it succeeded.</summary>
    internal Failure? LastFailure => Volatile.Read(ref failure);

    /// <inheritdoc/>
    public Task<CapsuleRuntime> GetAsync(CancellationToken cancellationToken = default) =>
        (Begin() ?? throw new ObjectDisposedException(nameof(ICapsuleRuntimeProvider), "the host has stopped its runtime"))
        .WaitAsync(cancellationToken);

    /// <summary>Starts making the runtime where that has not been done, or has failed; null when the host has stopped.</summary>
    internal Task<CapsuleRuntime>? Begin()
    {
        lock (gate)
        {
            return isStopped ? null
                : creation is null or { IsFaulted: true } or { IsCanceled: true } ? creation = CreateAsync() : creation;
        }
    }

    /// <summary>Waits for what is under way, and ends.</summary>
    /// <param name="hurry">Cancels what is under way.</param>
    internal async Task StopAsync(CancellationToken hurry)
    {
        if (TakeCreation() is not { } making)
        {
            return;
        }

        if (!making.IsCompleted)
        {
            // Preparing cannot be interrupted, and a host that is stopped meanwhile is not to wait for it.
            _ = making.ContinueWith(
                task => task.IsCompletedSuccessfully ? EndAsync(task, new CancellationToken(canceled: true)) : Task.CompletedTask,
                TaskScheduler.Default);
        }
        else if (making.IsCompletedSuccessfully)
        {
            logger.Stopping();
            await EndAsync(making, hurry).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync(new CancellationToken(canceled: true)));

    /// <summary>For containers that are disposed without waiting; a host stops everything before.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>A container without a host may have no logging.</summary>
    private static ILogger LoggerOf(ILoggerFactory? loggers) => (loggers ?? NullLoggerFactory.Instance).CreateLogger("Capsule");

    private static async Task EndAsync(Task<CapsuleRuntime> making, CancellationToken hurry)
    {
        var runtime = await making.ConfigureAwait(false);
        await runtime.StopAsync(hurry).ConfigureAwait(false);
        await runtime.DisposeAsync().ConfigureAwait(false);
    }

    private Task<CapsuleRuntime>? TakeCreation()
    {
        lock (gate)
        {
            if (isStopped)
            {
                return null;
            }

            isStopped = true;
        }

        stopping.Cancel();
        stopping.Dispose();
        return creation;
    }

    private async Task<CapsuleRuntime> CreateAsync()
    {
        var (start, cancellationToken) = (time.GetTimestamp(), stopping.Token);
        await Task.Yield();
        try
        {
            var runtime = await CapsuleRuntime.CreateAsync(Combine(), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref failure, null);
            logger.Ready(time.GetElapsedTime(start).TotalMilliseconds, runtime.GetVersion(GuestLanguage.Python), runtime.GetImageId(GuestLanguage.Python));
            if (runtime.WhyTemporary is { } reason)
            {
                logger.KeepsFilesForAWhile(reason);
            }

            return runtime;
        }
        catch (CapsuleException e)
        {
            Volatile.Write(ref failure, e.Failure);
            logger.NotReady(e.Failure.Message);
            throw;
        }
    }

    private CapsuleOptions Combine()
    {
        var given = changes.Aggregate(
            HostingOptionsReader.Read(options.Value, time), (options, change) => change.Apply(services, options));
        return given with
        {
            PreparationObserver = Preparation.Before(given.PreparationObserver),
            CreateObserver = new RunLogs(logger, given.CreateObserver).Create,
            CellEnded = new CellLog(logger, given.CellEnded).Write,
        };
    }
}
