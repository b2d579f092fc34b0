using System.Globalization;

namespace Capsule.Benchmarks.Durable;

/// <summary>Rates of several ways to do the same, from rounds that alternate.</summary>
internal static class Rates
{
    /// <summary>Measures each way once a round, and reports medians and their ratio to the first way.</summary>
    /// <param name="report">Where it goes.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="ways">The ways.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="measure">Gives one way's rate in one round, per second.</param>
    internal static async Task CompareAsync(
        TextWriter report, string unit, IReadOnlyList<string> ways, int rounds, Func<string, Task<double>> measure)
    {
        var rates = ways.ToDictionary(way => way, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                rates[way].Add(await measure(way));
            }
        }

        foreach (var way in ways)
        {
            var ratios = rates[way].Zip(rates[ways[0]], (own, first) => own / first);
            await report.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{way}: median {new Percentiles(rates[way]).Median:0} {unit}/s, best {rates[way].Max():0}, worst {rates[way].Min():0}; {new Percentiles(ratios).Median:0.00} of '{ways[0]}' (n={rounds})"));
        }
    }
}
