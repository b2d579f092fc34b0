using Capsule.Wasm.Sandboxes;

namespace Capsule.Wasm.Metering;

/// <summary>
/// Counts what a guest computes and decides whether it may go on. The instrumented code runs down a small budget and
/// asks for the next slice here, a few thousand times a second: that one place enforces the limit of compute, the
/// deadline and cancellation. Calls of the host are counted and charged here too: see <see cref="CountCall"/>.
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

    /// <summary>
    /// What any call of the host costs, in ticks: about 0.07 µs. What one costs beside that, by bytes, names or entries, its function
    /// charges. Threat: a slice holds thousands of calls, and calls alone would never use it up.
    /// </summary>
    public const int HostCallCost = 500;

    /// <summary>How much host work may pass before the deadline and cancellation are looked at, in calls and in time.</summary>
    private const int CallsBetweenChecks = 64;
    private static readonly TimeSpan TimeBetweenChecks = TimeSpan.FromMicroseconds(200);

    /// <summary>
    /// Processor time for a tick, forty times what one takes, and what there is beside. Threat: work of the host that costs more than it
    /// is charged, whichever that may be. It is processor time, so that a slow disk or a busy machine fails nobody.
    /// </summary>
    private const double NanosecondsPerTick = 6;
    private static readonly TimeSpan ProcessorAllowance = TimeSpan.FromSeconds(10);

    /// <summary>How often the processor's clock is read, which is a system call.</summary>
    private static readonly TimeSpan TimeBetweenReadings = TimeSpan.FromMilliseconds(10);

    private readonly long interval;
    private readonly long readingInterval;
    private TimeSpan? processorStart;
    private long readAt;
    private int calls;
    private long checkedAt;
    private long limit;
    private TickPool? pool;
    private MeterGrace? grace;
    private Func<IDisposable?>? pausing;
    private long deadline;
    private long granted;
    private OwnTime? own;

    /// <summary>Starts counting.</summary>
    /// <param name="limits">What the guest may use.</param>
    /// <param name="time">The clock for the deadline, which starts now.</param>
    public Meter(MeterLimits limits, TimeProvider time)
    {
        Time = time;
        interval = (long)(TimeBetweenChecks.TotalSeconds * time.TimestampFrequency);
        readingInterval = (long)(TimeBetweenReadings.TotalSeconds * time.TimestampFrequency);
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

    /// <summary>How many ticks are left, without those of the slice that goes on.</summary>
    public long Left => Math.Max(0, limit - granted);

    /// <summary>Whether the guest was charged for more than it may have, whatever is left of its slice.</summary>
    internal bool IsOverdrawn => granted > limit;

    /// <summary>Counts a call of the host; true when it is time for <see cref="Check"/>.</summary>
    internal bool CountCall()
    {
        Charge(HostCallCost);
        return ++calls >= CallsBetweenChecks || IsDue;
    }

    /// <summary>Whether the last check was some time ago.</summary>
    internal bool IsDue => Time.GetTimestamp() - checkedAt >= interval;

    /// <summary>Why the guest has to end now, or null when it may go on.</summary>
    /// <param name="budget">What is left of the last slice.</param>
    internal Stop? Check(int budget)
    {
        var reason = FindReason(budget);
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

    /// <summary>The guest waits in the host until what this gives is disposed: <see cref="MeterLimits.Pausing"/>.</summary>
    internal IDisposable? Pause() => pausing?.Invoke();

    /// <summary>Counts a wait in the host that the guest asked for.</summary>
    internal void AddWait(TimeSpan time) => own?.AddWait(time);

    /// <summary>Takes off a wait for what the host does once for all sandboxes. The deadline stays.</summary>
    internal void Exclude(TimeSpan time) => own?.AddWait(-time);

    /// <summary>Counts anew, when <paramref name="budget"/> of the last slice is left.</summary>
    internal void Restart(MeterLimits limits, int budget)
    {
        limit = limits.Ticks;
        processorStart = null;
        pool = limits.Pool;
        grace = limits.Grace;
        pausing = limits.Pausing;
        Cancellation = limits.Cancellation;
        Exceeded = null;
        granted = Math.Max(0, budget);
        deadline = limits.Timeout is { } timeout ? DeadlineIn(timeout) : long.MaxValue;
        own = limits.OwnTime is { } time ? new OwnTime(time) : null;
    }

    private long DeadlineIn(TimeSpan time) => Time.GetTimestamp() + (long)(time.TotalSeconds * Time.TimestampFrequency);

    /// <summary>Why a guest that came to its end had to end before, or null: it may have passed a limit in its last call of the host.</summary>
    /// <param name="budget">What is left of the last slice.</param>
    internal Stop? CheckEnd(int budget) => grace is not null || Exceeded is not null ? null
        : Used(budget) > limit ? new Stop.FuelExhausted(limit)
        : Time.GetTimestamp() >= deadline ? new Stop.TimedOut()
        : null;

    private Stop? FindReason(int budget)
    {
        checkedAt = Time.GetTimestamp();
        calls = 0;
        return Cancellation.IsCancellationRequested ? new Stop.Cancelled()
            : checkedAt >= deadline || own is { IsUp: true } ? new Stop.TimedOut()
            : Used(budget) >= limit ? new Stop.FuelExhausted(limit)
            : pool is { IsEmpty: true } ? new Stop.PoolExhausted()
            : limit != long.MaxValue && checkedAt - readAt >= readingInterval && IsOutOfProcessorTime() ? new Stop.FuelExhausted(limit)
            : null;
    }

    private bool IsOutOfProcessorTime()
    {
        readAt = checkedAt;
        var now = ThreadClock.ProcessorTime;
        var used = now - (processorStart ??= now);
        return used > ProcessorAllowance && (used - ProcessorAllowance).TotalNanoseconds > limit * NanosecondsPerTick;
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
