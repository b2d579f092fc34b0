using Capsule.Wasm.Sandboxes;

namespace Capsule.Wasm.Metering;

/// <summary>
/// Counts what a guest computes and decides whether it may go on. The instrumented code runs down a small budget and
/// asks for the next slice here, a few thousand times a second: that one place enforces the limit of compute, the
/// deadline and cancellation.
/// </summary>
/// <remarks>
/// A tick is about one WebAssembly instruction in straight code; loops and functions are charged by their static
/// length, bulk memory operations by their bytes (<see cref="MeteringPass"/>). The count of a deterministic program is
/// the same in every run. One thread at a time uses a meter.
/// </remarks>
internal sealed class Meter
{
    /// <summary>Ticks between two questions: about 0.3 ms, so that a deadline is met within a millisecond.</summary>
    public const int Slice = 2_000_000;

    private long limit;
    private TickPool? pool;
    private MeterGrace? grace;
    private long deadline;
    private long granted;
    private OwnTime? own;

    /// <summary>Starts counting.</summary>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="time">The clock for the deadline, which starts now.</param>
    public Meter(MeterLimits limits, TimeProvider time)
    {
        Time = time;
        Restart(limits, budget: 0);
    }

    /// <summary>The clock of the deadline.</summary>
    public TimeProvider Time { get; }

    /// <summary>Signalled when the host wants the guest to end.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>The limit that was reached, when the guest has <see cref="MeterLimits.Grace"/> and goes on.</summary>
    public Stop? Exceeded { get; private set; }

    /// <summary>How much time is left, or <see cref="Timeout.InfiniteTimeSpan"/>; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (deadline == long.MaxValue)
            {
                return own?.Left ?? Timeout.InfiniteTimeSpan;
            }

            var left = TimeSpan.FromSeconds(Math.Max(0, (deadline - Time.GetTimestamp()) / (double)Time.TimestampFrequency));
            return own?.Left is { } ownLeft && ownLeft < left ? ownLeft : left;
        }
    }

    /// <summary>Why the guest has to end now, or null when it may go on.</summary>
    public Stop? Check()
    {
        var reason = FindReason();
        if (reason is null || grace is null)
        {
            return reason;
        }

        Exceeded = reason;
        Cancellation = default;
        pool = null;
        limit = Math.Max(limit, granted + grace.Ticks);
        deadline = DeadlineIn(grace.Time);
        own = null;
        grace = null;
        return null;
    }

    /// <summary>Charges the guest for work that the host does for it.</summary>
    public void Charge(long ticks)
    {
        granted += ticks;
        pool?.Take(ticks);
    }

    /// <summary>Counts a wait in the host that the guest asked for.</summary>
    internal void AddWait(TimeSpan time) => own?.AddWait(time);

    /// <summary>Counts anew, when <paramref name="budget"/> of the last slice is left.</summary>
    internal void Restart(MeterLimits limits, int budget)
    {
        limit = limits.Ticks;
        pool = limits.Pool;
        grace = limits.Grace;
        Cancellation = limits.Cancellation;
        Exceeded = null;
        granted = Math.Max(0, budget);
        deadline = limits.Timeout is { } timeout ? DeadlineIn(timeout) : long.MaxValue;
        own = limits.OwnTime is { } time ? new OwnTime(time) : null;
    }

    private long DeadlineIn(TimeSpan time) => Time.GetTimestamp() + (long)(time.TotalSeconds * Time.TimestampFrequency);

    private Stop? FindReason() =>
        Cancellation.IsCancellationRequested ? new Stop.Cancelled()
        : deadline != long.MaxValue && Time.GetTimestamp() >= deadline ? new Stop.TimedOut()
        : own is { IsUp: true } ? new Stop.TimedOut()
        : granted >= limit ? new Stop.FuelExhausted(limit)
        : pool is { IsEmpty: true } ? new Stop.PoolExhausted()
        : null;

    /// <summary>Gives what is left of the last slice back to those who share it; call once, at the end.</summary>
    internal void Settle(int budget) => pool?.Return(Math.Max(0, budget));

    /// <summary>The ticks used so far, when <paramref name="budget"/> of the last slice is left.</summary>
    internal long Used(int budget) => Math.Max(0, granted - budget);

    /// <summary>Grants the next slice; call after <see cref="Check"/>.</summary>
    internal int Grant()
    {
        var slice = (int)Math.Min(Slice, limit - granted);
        granted += slice;
        pool?.Take(slice);
        return slice;
    }
}
