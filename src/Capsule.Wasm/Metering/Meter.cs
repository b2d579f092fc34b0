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
public sealed class Meter
{
    /// <summary>Ticks between two questions: about 0.3 ms, so that a deadline is met within a millisecond.</summary>
    public const int Slice = 2_000_000;

    private readonly long limit;
    private readonly TickPool? pool;
    private readonly long deadline;
    private long granted;

    /// <summary>Starts counting.</summary>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="time">The clock for the deadline, which starts now.</param>
    public Meter(MeterLimits limits, TimeProvider time)
    {
        Time = time;
        limit = limits.Ticks;
        pool = limits.Pool;
        Cancellation = limits.Cancellation;
        deadline = limits.Timeout is { } timeout
            ? time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency)
            : long.MaxValue;
    }

    /// <summary>The clock of the deadline.</summary>
    public TimeProvider Time { get; }

    /// <summary>Signalled when the host wants the guest to end.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How much time is left, or <see cref="Timeout.InfiniteTimeSpan"/>; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (deadline == long.MaxValue)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var left = deadline - Time.GetTimestamp();
            return TimeSpan.FromSeconds(Math.Max(0, left / (double)Time.TimestampFrequency));
        }
    }

    /// <summary>Why the guest has to end now, or null when it may go on.</summary>
    public Stop? Check() =>
        Cancellation.IsCancellationRequested ? new Stop.Cancelled()
        : deadline != long.MaxValue && Time.GetTimestamp() >= deadline ? new Stop.TimedOut()
        : granted >= limit ? new Stop.FuelExhausted(limit)
        : pool is { IsEmpty: true } ? new Stop.PoolExhausted()
        : null;

    /// <summary>Charges the guest for work that the host does for it.</summary>
    public void Charge(long ticks)
    {
        granted += ticks;
        pool?.Take(ticks);
    }

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
