using System.Runtime.InteropServices;
using Capsule.Cli.Display;

namespace Capsule.Cli;

/// <summary>Ctrl-C and SIGTERM: the first cancels what runs, the second ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    internal Interrupt(Terminal terminal)
    {
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            if (source.IsCancellationRequested)
            {
                Environment.Exit(ExitCodes.Interrupted);
            }

            if (terminal.IsInteractive)
            {
                terminal.Error.WriteLine();
            }

            source.Cancel();
        }

        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    internal CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }
}
