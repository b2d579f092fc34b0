using System.Globalization;
using System.Text;

namespace Capsule.Server.Telemetry;

/// <summary>Metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();
    private string name = "";

    /// <summary>Adds a label to others.</summary>
    internal static string Label(string labels, string name, string value)
    {
        var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{labels}{(labels.Length > 0 ? "," : "")}{name}=\"{escaped}\"";
    }

    /// <summary>Begins a metric, whose values follow.</summary>
    internal void Begin(string metric, string type, string description)
    {
        name = metric;
        text.Append("# HELP ").Append(metric).Append(' ').Append(description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace('\n', ' ')).Append('\n')
            .Append("# TYPE ").Append(metric).Append(' ').Append(type).Append('\n');
    }

    /// <summary>Writes a metric that has one value.</summary>
    internal void Single(string metric, string type, string description, double value)
    {
        Begin(metric, type, description);
        Add("", value);
    }

    /// <summary>Writes a value.</summary>
    internal void Add(string labels, double value) => Line("", labels, value);

    /// <summary>Writes a histogram.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="bounds">The upper bounds of its buckets.</param>
    /// <param name="buckets">How many values are in each bucket, and in none before.</param>
    /// <param name="sum">Of all values.</param>
    /// <param name="count">How many values there are.</param>
    internal void AddHistogram(string labels, double[] bounds, long[] buckets, double sum, long count)
    {
        var within = 0L;
        foreach (var (bound, more) in bounds.Zip(buckets))
        {
            within += more;
            Line("_bucket", Label(labels, "le", Number(bound)), within);
        }

        Line("_bucket", Label(labels, "le", "+Inf"), count);
        Line("_sum", labels, sum);
        Line("_count", labels, count);
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Line(string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }
}
