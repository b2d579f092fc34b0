
namespace Capsule.Runtime.Programs.Warm;

/// <summary>
/// One program in memory. While it is being opened, whoever asks waits for the same opening; it is cancelled when nobody
/// waits any more.
/// </summary>
internal sealed class WarmProgram(TimeProvider time)
{
    private readonly Lock gate = new();
    private (BuiltProgram Built, StampedInputs Inputs)? known;
    private Opening? opening;

    /// <summary>The program as it is now.</summary>
    /// <param name="open">Opens it; for one caller at a time.</param>
    /// <param name="cancellationToken">Ends this caller's waiting.</param>
    internal async Task<Outcome<LoadedProgram>> GetAsync(
        Func<CancellationToken, Task<Outcome<BuiltProgram>>> open, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var (current, ready, isOwn) = Join(open);
            if (current is null)
            {
                return ready!;
            }

            var outcome = await WaitAsync(current, cancellationToken).ConfigureAwait(false);

            // An opening that had begun before this call may have read files as they were before: one more is enough.
            if (isOwn || !isFirst || cancellationToken.IsCancellationRequested)
            {
                return outcome.TryGet(out var built, out var failure) ? built.Program : failure;
            }
        }
    }

    private (Opening? Opening, LoadedProgram? Ready, bool IsOwn) Join(Func<CancellationToken, Task<Outcome<BuiltProgram>>> open)
    {
        lock (gate)
        {
            if (opening is { } running)
            {
                running.Waiting++;
                return (running, null, false);
            }

            if (known is { } program && program.Inputs.LookUnchanged())
            {
                return (null, program.Built.Program, false);
            }

            var started = opening = new Opening { Waiting = 1 };
            started.Result = Task.Run(() => OpenAsync(started, open));
            return (started, null, true);
        }
    }

    private async Task<Outcome<BuiltProgram>> OpenAsync(Opening own, Func<CancellationToken, Task<Outcome<BuiltProgram>>> open)
    {
        try
        {
            if (known is { } program && program.Inputs.AreUnchanged())
            {
                return program.Built;
            }

            var outcome = await open(own.Cancellation.Token).ConfigureAwait(false);
            lock (gate)
            {
                known = outcome.Value is { } built ? (built, new StampedInputs(built.Inputs, time)) : null;
            }

            return outcome;
        }
        finally
        {
            lock (gate)
            {
                opening = opening == own ? null : opening;
            }
        }
    }

    private async Task<Outcome<BuiltProgram>> WaitAsync(Opening current, CancellationToken cancellationToken)
    {
        try
        {
            return await current.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new Failure(ErrorType.Cancelled, "the task was cancelled");
        }
        finally
        {
            Leave(current);
        }
    }

    private void Leave(Opening current)
    {
        lock (gate)
        {
            if (--current.Waiting == 0 && !current.Result.IsCompleted)
            {
                opening = opening == current ? null : opening;
                current.Cancellation.Cancel();
            }
        }
    }

    private sealed class Opening
    {
        internal CancellationTokenSource Cancellation { get; } = new();

        internal Task<Outcome<BuiltProgram>> Result { get; set; } = null!;

        internal int Waiting { get; set; }
    }
}
