using System.Diagnostics;
using System.Diagnostics.Metrics;
using Capsule.Errors;

namespace Capsule.Runtime.Telemetry;

/// <summary>
/// Spans and metrics of the cells of sessions, docs/reference/telemetry.md. A cell has no name that is not its source, so metrics tell
/// cells apart by their errors alone: a session's id would make as many series as there are sessions.
/// </summary>
internal static class CellTelemetry
{
    private static readonly Counter<long> Started =
        CapsuleTelemetry.Meter.CreateCounter<long>("capsule.cell.started", "{cell}", "Cells of sessions that were started.");

    private static readonly Counter<long> Ended = CapsuleTelemetry.Meter.CreateCounter<long>(
        "capsule.cell.ended", "{cell}", "Cells of sessions that ended, by error.type where they failed.");

    private static readonly Histogram<double> Duration =
        CapsuleTelemetry.Meter.CreateHistogram<double>("capsule.cell.duration", "s", "Time of a cell, from its turn on.");

    private static readonly Histogram<long> Fuel =
        CapsuleTelemetry.Meter.CreateHistogram<long>("capsule.cell.fuel", "{unit}", "Units of compute of a cell.");

    private static readonly Histogram<long> Memory =
        CapsuleTelemetry.Meter.CreateHistogram<long>("capsule.cell.memory", "By", "Memory that a session holds after a cell.");

    /// <summary>Runs a cell in a span of its own, below that of whoever wants it, and measures it.</summary>
    /// <param name="session">The session's id.</param>
    /// <param name="language">The language of its cells.</param>
    /// <param name="run">Runs it, in the session's turn; what it does with the host is below its span.</param>
    internal static SessionResult Record(string session, GuestLanguage language, Func<SessionResult> run)
    {
        using var span = CapsuleTelemetry.Source.StartActivity("cell");
        span?.SetTag("capsule.session.id", session);
        span?.SetTag(CapsuleTelemetry.LanguageTag, language.Name);
        Started.Add(1, new KeyValuePair<string, object?>(CapsuleTelemetry.LanguageTag, language.Name));
        var result = run();
        if (result.Number > 0)
        {
            span?.SetTag("capsule.cell.number", result.Number);
        }

        span?.SetTag("capsule.cell.fuel", result.FuelConsumed);
        span?.SetTag("capsule.cell.memory", result.RamUsed);
        CapsuleTelemetry.End(span, result.Failure);
        CountEnded(result, language);
        return result;
    }

    private static void CountEnded(SessionResult result, GuestLanguage language)
    {
        if (!Ended.Enabled && !Duration.Enabled && !Fuel.Enabled && !Memory.Enabled)
        {
            return;
        }

        var tags = new TagList { { CapsuleTelemetry.LanguageTag, language.Name } };
        if (result.Failure is { } failure)
        {
            tags.Add("error.type", failure.Type.ToName());
        }

        Ended.Add(1, tags);
        Duration.Record(result.Duration.TotalSeconds, tags);
        Fuel.Record(result.FuelConsumed, tags);
        Memory.Record(result.RamUsed, tags);
    }
}
