using Capsule.Cli.Display;
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
        var options = new CapsuleOptions { PreparationObserver = new PreparationDisplay(terminal) };
        var created = await CapsuleRuntime.CreateAsync(options, cancellation).ConfigureAwait(false);
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
