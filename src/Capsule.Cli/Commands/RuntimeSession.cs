using Capsule.Cli.Display;
using Capsule.Cli.Telemetry;
using Capsule.Files;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary>Gives commands a runtime for as long as they need one.</summary>
internal static class RuntimeSession
{
    /// <summary>Makes a runtime, preparing the machine with a display where needed, and uses it.</summary>
    /// <param name="terminal">Shows what is prepared.</param>
    /// <param name="use">What the command does.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <param name="staysOn">Whether the process serves others for long, so that half a tenth of a second at its start is nothing.</param>
    /// <param name="language">The language that is needed at once; null for Python.</param>
    /// <param name="change">What is different about the runtime; null for nothing.</param>
    internal static async Task<Outcome<T>> UseAsync<T>(
        Terminal terminal, Func<CapsuleRuntime, Task<Outcome<T>>> use, CancellationToken cancellationToken, bool staysOn = false, GuestLanguage? language = null,
        Func<CapsuleOptions, CapsuleOptions>? change = null)
    {
        return await UseAnyAsync<T>(
            terminal,
            runtime =>
            {
                WarnOfTemporaryFolders(terminal, runtime);
                return use(runtime);
            },
            cancellationToken,
            staysOn,
            language,
            change).ConfigureAwait(false);
    }

    /// <summary>The same for a command that says itself what temporary folders mean for it.</summary>
    internal static async Task<Outcome<T>> UseAnyAsync<T>(
        Terminal terminal, Func<CapsuleRuntime, Task<Outcome<T>>> use, CancellationToken cancellationToken, bool staysOn = false, GuestLanguage? language = null,
        Func<CapsuleOptions, CapsuleOptions>? change = null)
    {
        var telemetry = OtlpExport.Start(Environment.GetEnvironmentVariable, warning => terminal.WriteWarning($"{warning}"));
        if (telemetry is null)
        {
            return await UseUnseenAsync(terminal, use, staysOn, language, change ?? (options => options), cancellationToken).ConfigureAwait(false);
        }

        await using (telemetry.ConfigureAwait(false))
        {
            return await UseUnseenAsync(terminal, use, staysOn, language, change ?? (options => options), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Outcome<T>> UseUnseenAsync<T>(
        Terminal terminal, Func<CapsuleRuntime, Task<Outcome<T>>> use, bool staysOn, GuestLanguage? language,
        Func<CapsuleOptions, CapsuleOptions> change, CancellationToken cancellationToken)
    {
        var display = new PreparationDisplay(terminal);
        var options = change(new CapsuleOptions
        {
            PreparationObserver = display,
            MayHoldCache = !staysOn,
            PreparedLanguages = [language ?? GuestLanguage.Python],
        });
        var creation = CapsuleRuntime.TryCreateAsync(options, cancellationToken);
        Outcome<CapsuleRuntime> created;
        try
        {
            // The engine's compiler cannot be interrupted; the process that wants to end need not wait for it.
            created = await creation.WaitAsync(cancellationToken).ConfigureAwait(false);
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

    private static void WarnOfTemporaryFolders(Terminal terminal, CapsuleRuntime runtime)
    {
        if (runtime.WhyTemporary is { } reason)
        {
            terminal.WriteWarning(
                $"{DisplayText.Message(reason)}: what is prepared and kept is in a temporary folder, and gone with this process; set CAPSULE_CACHE, CAPSULE_KEYS and CAPSULE_STATE to folders that can be written");
        }
        else if (ProcessFolder.IsUsed)
        {
            terminal.WriteWarning(
                $"HOME is not set: what is prepared, kept or keyed is in a folder of this process, and gone with it; set HOME, or CAPSULE_CACHE, CAPSULE_STATE and CAPSULE_KEYS");
        }
    }

    /// <summary>The envelope, or that of a task that was not run.</summary>
    internal static Envelope ToEnvelope(this Outcome<Envelope> outcome) =>
        outcome.TryGet(out var envelope, out var failure) ? envelope : CapsuleRuntime.NotRun(null, failure);
}
