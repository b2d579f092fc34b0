namespace Capsule.Runtime.Durable;

/// <summary>Waits for times that may be years away.</summary>
internal static class LongDelay
{
    /// <summary>The system's timers take no more at once.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    /// <summary>Waits until nothing is left, by a clock that may be set meanwhile.</summary>
    /// <param name="left">How long it is until then; nothing or less when the time has come.</param>
    /// <param name="time">The timers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task UntilAsync(Func<TimeSpan> left, TimeProvider time, CancellationToken cancellationToken)
    {
        while (left() is var rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < Longest ? rest : Longest, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
