using Capsule.Cli.Display;
using Capsule.Cli.Telemetry;
using Capsule.Envelopes;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>Gives commands a runtime for as long as they need one.</summary>
internal static class RuntimeSession
{
    /// <summary>Makes a runtime, preparing the machine with a display where needed, and uses it.</summary>
    internal static async Task<Outcome<T>> UseAsync<T>(
        Terminal terminal, Func<CapsuleRuntime, Task<Outcome<T>>> use, CancellationToken cancellation)
    {
        var telemetry = OtlpExport.Start(Environment.GetEnvironmentVariable, terminal.WriteWarning);
        if (telemetry is null)
        {
            return await UseUnseenAsync(terminal, use, cancellation).ConfigureAwait(false);
        }

        await using (telemetry.ConfigureAwait(false))
        {
            return await UseUnseenAsync(terminal, use, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<Outcome<T>> UseUnseenAsync<T>(
        Terminal terminal, Func<CapsuleRuntime, Task<Outcome<T>>> use, CancellationToken cancellation)
    {
        var display = new PreparationDisplay(terminal);
        var creation = CapsuleRuntime.CreateAsync(new CapsuleOptions { PreparationObserver = display }, cancellation);
        Outcome<CapsuleRuntime> created;
        try
        {
            // The engine's compiler cannot be interrupted; the process that wants to end need not wait for it.
            created = await creation.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            display.OnDone();
            throw;
        }

        if (!created.TryGet(out var runtime, out var failure))
        {
            return failure;
        }

        await using (runtime.ConfigureAwait(false))
        {
            return await use(runtime).ConfigureAwait(false);
        }
    }

    /// <summary>The envelope, or that of a task that was not run.</summary>
    internal static Envelope ToEnvelope(this Outcome<Envelope> outcome) =>
        outcome.TryGet(out var envelope, out var failure) ? envelope : CapsuleRuntime.NotRun(null, failure);
}
