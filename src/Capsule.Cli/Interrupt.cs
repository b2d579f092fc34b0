using System.Runtime.InteropServices;
using Capsule.Cli.Display;

namespace Capsule.Cli;

/// <summary>Ctrl-C and SIGTERM: the first cancels what runs, the second ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private const PosixSignal FileSizeLimit = (PosixSignal)25; // SIGXFSZ
    private const PosixSignal HeldFileOpened = (PosixSignal)29; // SIGIO

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private volatile Action? diverted;

    internal Interrupt(Terminal terminal)
    {
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (context.Signal == PosixSignal.SIGINT && diverted is { } action)
            {
                action();
                return;
            }

            if (source.IsCancellationRequested)
            {
                Environment.Exit(ExitCodes.Interrupted);
            }

            if (terminal.IsInteractive)
            {
                terminal.TellNothing();
            }

            source.Cancel();
        }

        terminal.OutputLost += source.Cancel;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),

            // Beyond the limit of 'ulimit -f' a write fails, and says so; it must not end the process.
            PosixSignalRegistration.Create(FileSizeLimit, context => context.Cancel = true),

            // Threat: somebody is about to change the code that runs here. He waits until this process has ended.
            PosixSignalRegistration.Create(HeldFileOpened, _ => terminal.WriteError(
                $"the prepared Python in the cache was opened for writing while it ran, so that it cannot be trusted any longer; capsule ends")),
        ];
    }

    internal CancellationToken Token => source.Token;

    /// <summary>Lets Ctrl-C do something else, until what this gives is disposed.</summary>
    internal IDisposable Divert(Action action)
    {
        diverted = action;
        return new Diversion(this);
    }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private sealed class Diversion(Interrupt owner) : IDisposable
    {
        public void Dispose() => owner.diverted = null;
    }
}
