using System.Diagnostics;

namespace Capsule.Tests;

/// <summary>
/// How long tests wait for what has to come. It only protects from hanging for ever: a machine may be ten times slower than
/// another and have other work. A test that waits for a limit waits for compute, CPU time or an event, never for this.
/// </summary>
internal static class Patience
{
    /// <summary>The time, as a task's option has it.</summary>
    internal const string Text = "10m";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The time.</summary>
    internal static TimeSpan Time { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">Whether it is.</param>
    /// <param name="what">What does not happen otherwise.</param>
    internal static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    /// <summary>Likewise, for what has to be asked for.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Time, $"it does not happen that {what}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
