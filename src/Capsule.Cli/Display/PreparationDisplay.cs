using Capsule.Runtime;

namespace Capsule.Cli.Display;

/// <summary>Shows that this machine is being prepared, which happens once.</summary>
internal sealed class PreparationDisplay(Terminal terminal) : IPreparationObserver
{
    private readonly TaskCompletionSource done = new();
    private Action<DisplayText>? status;
    private Task? display;

    public void OnStep(PreparationStep step)
    {
        DisplayText text = step switch
        {
            PreparationStep.Compiling => $"Preparing this machine, once: compiling",
            PreparationStep.Unpacking => $"Preparing this machine, once: unpacking",
            _ => $"Another capsule process prepares this machine: waiting for it",
        };
        if (!terminal.IsInteractive)
        {
            terminal.Tell($"{text} …");
        }
        else if (status is null)
        {
            Start(text);
        }
        else
        {
            status(text);
        }
    }

    public void OnDone()
    {
        done.TrySetResult();
        display?.GetAwaiter().GetResult();
    }

    private void Start(DisplayText text)
    {
        using var started = new ManualResetEventSlim();
        display = Task.Run(() => terminal.ShowProgressAsync(text, change =>
        {
            status = change;
            started.Set();
            return done.Task;
        }));
        started.Wait();
    }
}
