using System.Diagnostics;
using Capsule.Runtime;

namespace Capsule.Cli.Display;

/// <summary>Shows that this machine is being prepared, which happens once: what goes on, how far it is, and for how long.</summary>
internal sealed class PreparationDisplay(Terminal terminal) : IPreparationObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource done = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private PreparationStep current;
    private double share;
    private Task? display;

    public void OnStep(PreparationStep step)
    {
        (current, share) = (step, 0);
        if (!terminal.IsInteractive)
        {
            terminal.Tell($"{Describe(step)} …");
        }
        else
        {
            display ??= Task.Run(ShowAsync);
        }
    }

    public void OnProgress(double share) => this.share = share;

    public void OnDone()
    {
        done.TrySetResult();
        display?.GetAwaiter().GetResult();
    }

    private static DisplayText Describe(PreparationStep step) => step switch
    {
        PreparationStep.Compiling => $"Preparing this machine, once: compiling to machine code",
        PreparationStep.Unpacking => $"Preparing this machine, once: unpacking",
        _ => $"Another capsule process prepares this machine: waiting for it",
    };

    private Task ShowAsync() => terminal.ShowProgressAsync(Now(), async change =>
    {
        while (await Task.WhenAny(done.Task, Task.Delay(Interval)).ConfigureAwait(false) != done.Task)
        {
            change(Now());
        }
    });

    private DisplayText Now()
    {
        var seconds = (int)watch.Elapsed.TotalSeconds;
        var percent = (int)(100 * share);
        return percent == 0 ? (DisplayText)$"{Describe(current)} ({seconds} s)" : $"{Describe(current)}, about {percent} % ({seconds} s)";
    }
}
