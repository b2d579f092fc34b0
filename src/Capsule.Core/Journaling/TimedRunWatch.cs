namespace Capsule.Journaling;

/// <summary>The watch of a journal that cannot tell: a pause, after which its reader looks again.</summary>
internal sealed class TimedRunWatch : IRunWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public Task ChangedAsync(CancellationToken cancellationToken = default) => Task.Delay(Interval, cancellationToken);

    public void Dispose()
    {
    }
}
