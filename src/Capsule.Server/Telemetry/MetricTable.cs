using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Capsule.Runtime;

namespace Capsule.Server.Telemetry;

/// <summary>Collects what the instruments of Capsule and of ASP.NET Core measure, for <c>/metrics</c>.</summary>
/// <remarks>
/// Threat: series of strangers' making. Names of tasks are left out, and an instrument has no more than so many series: what comes after is not counted.
/// </remarks>
internal sealed class MetricTable : IDisposable
{
    private const int MaxSeries = 1000;

    private static readonly string[] Meters = [CapsuleTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];
    private static readonly string[] HttpInstruments = ["http.server.request.duration", "http.server.active_requests", "kestrel.active_connections"];

    /// <summary>The attributes that are kept, and what they are called.</summary>
    private static readonly (string Tag, string Label)[] Labels =
    [
        (CapsuleTelemetry.LanguageTag, "language"), ("error.type", "error_type"),
        ("http.request.method", "method"), ("http.route", "route"), ("http.response.status_code", "status"),
    ];

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
    private static readonly double[] Bytes = [1e6, 1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9, 2e9, 4e9];
    private static readonly double[] Units = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, MetricSeries>> all = [];
    private readonly MeterListener listener = new();

    public MetricTable()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (Meters.Contains(instrument.Meter.Name) && (instrument.Meter.Name == CapsuleTelemetry.Name || HttpInstruments.Contains(instrument.Name)))
            {
                listening.EnableMeasurementEvents(instrument, all.GetOrAdd(instrument, _ => new ConcurrentDictionary<string, MetricSeries>(StringComparer.Ordinal)));
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, series) => Add(instrument, value, tags, series));
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
    }

    /// <summary>Writes all that was measured.</summary>
    internal void Write(PrometheusText text)
    {
        foreach (var instruments in all.GroupBy(entry => NameOf(entry.Key), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = instruments.First().Key;
            text.Begin(instruments.Key, IsHistogram(first) ? "histogram" : IsCounter(first) ? "counter" : "gauge", first.Description ?? "");
            foreach (var (labels, series) in instruments.SelectMany(entry => entry.Value).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                var (sum, count, buckets) = series.Read();
                if (IsHistogram(first))
                {
                    text.AddHistogram(labels, BoundsOf(first), buckets, sum, count);
                }
                else
                {
                    text.Add(labels, sum);
                }
            }
        }
    }

    public void Dispose() => listener.Dispose();

    private static void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var series = (ConcurrentDictionary<string, MetricSeries>)state!;
        var labels = LabelsOf(tags);
        if (!series.TryGetValue(labels, out var found))
        {
            if (series.Count >= MaxSeries)
            {
                return;
            }

            found = series.GetOrAdd(labels, _ => new MetricSeries(BoundsOf(instrument)));
        }

        found.Add(value);
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = "";
        foreach (var (tag, label) in Labels)
        {
            foreach (var (name, value) in tags)
            {
                if (name == tag)
                {
                    labels = PrometheusText.Label(labels, label, value?.ToString() ?? "");
                }
            }
        }

        return labels;
    }

    private static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return instrument.Name.Replace('.', '_') + unit + (IsCounter(instrument) ? "_total" : "");
    }

    private static double[] BoundsOf(Instrument instrument) =>
        !IsHistogram(instrument) ? [] : instrument.Unit switch { "s" => Seconds, "By" => Bytes, _ => Units };

    private static bool IsHistogram(Instrument instrument) => instrument is Histogram<long> or Histogram<double>;

    private static bool IsCounter(Instrument instrument) => instrument is Counter<long>;
}
