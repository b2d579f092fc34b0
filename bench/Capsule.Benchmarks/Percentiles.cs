using System.Globalization;

namespace Capsule.Benchmarks;

/// <summary>What a distribution looks like, by nearest rank.</summary>
internal sealed class Percentiles(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    internal double Median => At(0.5);

    internal double At(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"p50 {At(0.5):0.000}, p95 {At(0.95):0.000}, p99 {At(0.99):0.000}, max {sorted[^1]:0.000} (n={sorted.Length})");
}
