using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Capsule.Runtime.Tests.Telemetry;

/// <summary>What is measured of tasks with certain names, or of cells, which have none: other tests run at the same time.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly ConcurrentQueue<(string Name, string Task, string? Error, double Value)> measured = [];
    private readonly MeterListener listener = new();

    internal RecordedMetrics(params string[] tasks)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == CapsuleTelemetry.Name)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var read = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString() ?? "", StringComparer.Ordinal);
            var task = read.GetValueOrDefault("capsule.task.name", "");
            if (tasks.Contains(task))
            {
                measured.Enqueue((instrument.Name, task, read.GetValueOrDefault("error.type"), value));
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What is measured of cells.</summary>
    internal static RecordedMetrics OfCells() => new("");

    /// <summary>The values of an instrument, with the task and its error.</summary>
    internal IReadOnlyList<(string Task, string? Error, double Value)> Of(string name) =>
        [.. measured.Where(one => one.Name == name).Select(one => (one.Task, one.Error, one.Value))];

    public void Dispose() => listener.Dispose();
}
