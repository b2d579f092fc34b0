using Capsule.Cli.Display;

namespace Capsule.Cli.Packages;

/// <summary>Shows what is done for packages while it is done: on a terminal a line that changes, elsewhere nothing.</summary>
internal static class PackageProgress
{
    internal static async Task<T> ShowAsync<T>(Terminal terminal, Func<Action<string>, Task<T>> work)
    {
        if (!terminal.IsInteractive)
        {
            return await work(_ => { }).ConfigureAwait(false);
        }

        // Most runs find everything installed: the display starts with the first thing to tell.
        var (first, show) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), (Action<DisplayText>?)null);
        var latest = "";
        var working = work(text =>
        {
            latest = text;
            Volatile.Read(ref show)?.Invoke(DisplayText.Of($"{text}"));
            first.TrySetResult();
        });
        if (await Task.WhenAny(working, first.Task).ConfigureAwait(false) == first.Task)
        {
            await terminal.ShowProgressAsync(DisplayText.Of($"{latest}"), async update =>
            {
                Volatile.Write(ref show, update);
                await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }).ConfigureAwait(false);
        }

        return await working.ConfigureAwait(false);
    }
}
