namespace Capsule.Server.Telemetry;

/// <summary>What was measured by one instrument with one set of labels. Thread-safe.</summary>
/// <param name="bounds">The upper bounds of a histogram's buckets; empty for a number that is added to.</param>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly Lock gate = new();
    private readonly long[] buckets = new long[bounds.Length];
    private double sum;
    private long count;

    /// <summary>Adds a measurement.</summary>
    internal void Add(double value)
    {
        lock (gate)
        {
            sum += value;
            count++;
            var bucket = Array.FindIndex(bounds, bound => value <= bound);
            if (bucket >= 0)
            {
                buckets[bucket]++;
            }
        }
    }

    /// <summary>The sum, how many measurements there were, and how many of them in each bucket.</summary>
    internal (double Sum, long Count, long[] Buckets) Read()
    {
        lock (gate)
        {
            return (sum, count, [.. buckets]);
        }
    }
}
