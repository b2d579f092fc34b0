namespace Capsule.Wasm.Metering;

/// <summary>Compute that several sandboxes take from. Thread-safe.</summary>
/// <param name="ticks">How much there is.</param>
internal sealed class TickPool(long ticks)
{
    private long left = ticks;

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => Interlocked.Read(ref left) <= 0;

    /// <summary>Takes some; what sandboxes take at the same time may pass the limit by a slice each.</summary>
    public void Take(long amount) => Interlocked.Add(ref left, -amount);

    /// <summary>Gives back what was taken and not used.</summary>
    public void Return(long amount) => Interlocked.Add(ref left, amount);
}
