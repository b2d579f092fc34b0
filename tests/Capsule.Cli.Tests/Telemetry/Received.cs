using System.Globalization;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests.Telemetry;

/// <summary>A span or a metric as a collector got it (opentelemetry-proto 1.x: trace.proto, metrics.proto, resource.proto).</summary>
internal sealed record Received(string Name, Dictionary<string, string> Resource, string Scope, WireMessage Message)
{
    internal string TraceId => Message.Hex(1);

    internal string SpanId => Message.Hex(2);

    internal string ParentId => Message.Hex(4);

    internal long Kind => Message.Number(6);

    internal long Status => Message.Message(15)?.Number(3) ?? 0;

    /// <summary>Of a span.</summary>
    internal Dictionary<string, string> Attributes => Read(Message, 9);

    /// <summary>Of a counter: its points with their attributes.</summary>
    internal IEnumerable<(Dictionary<string, string> Attributes, long Value)> Sums =>
        Message.Message(7)!.All(1).Select(point => (Read(point, 7), point.Number(6)));

    /// <summary>Of a histogram: how often it was recorded.</summary>
    internal IEnumerable<(Dictionary<string, string> Attributes, long Count)> Histograms =>
        Message.Message(9)!.All(1).Select(point => (Read(point, 9), point.Number(4)));

    internal static IEnumerable<Received> Spans(ReadOnlySpan<byte> request) => ReadAll(request, name: 5);

    internal static IEnumerable<Received> Metrics(ReadOnlySpan<byte> request) => ReadAll(request, name: 1);

    private static IEnumerable<Received> ReadAll(ReadOnlySpan<byte> request, int name) =>
        from resource in new WireMessage(request).All(1)
        from scope in resource.All(2)
        from item in scope.All(2)
        select new Received(item.Text(name), Read(resource.Message(1)!, 1), scope.Message(1)!.Text(1), item);

    private static Dictionary<string, string> Read(WireMessage owner, int field) =>
        owner.All(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Message(2)!), StringComparer.Ordinal);

    private static string Value(WireMessage value) =>
        value.Has(1) ? value.Text(1) : value.Number(3).ToString(CultureInfo.InvariantCulture);
}
