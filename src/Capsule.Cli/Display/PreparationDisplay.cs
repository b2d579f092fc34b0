using Capsule.Runtime.Images;
using Spectre.Console;

namespace Capsule.Cli.Display;

/// <summary>Shows that this machine is being prepared, which happens once.</summary>
internal sealed class PreparationDisplay(Terminal terminal) : IPreparationObserver
{
    private readonly TaskCompletionSource done = new();
    private StatusContext? status;
    private Task? display;

    public void OnStep(PreparationStep step)
    {
        var text = step switch
        {
            PreparationStep.Compiling => "Preparing Python for this machine, once: compiling",
            PreparationStep.Unpacking => "Preparing Python for this machine, once: unpacking",
            _ => "Another capsule process prepares Python for this machine: waiting for it",
        };
        if (!terminal.IsInteractive)
        {
            terminal.Error.WriteLine($"{text} …");
        }
        else if (status is null)
        {
            Start(text);
        }
        else
        {
            status.Status(text);
        }
    }

    public void OnDone()
    {
        done.TrySetResult();
        display?.GetAwaiter().GetResult();
    }

    private void Start(string text)
    {
        using var started = new ManualResetEventSlim();
        display = Task.Run(() => terminal.Styled.Status().Spinner(Spinner.Known.Dots).StartAsync(text, context =>
        {
            status = context;
            started.Set();
            return done.Task;
        }));
        started.Wait();
    }
}
