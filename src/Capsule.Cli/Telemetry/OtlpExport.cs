using Capsule.Runtime.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Capsule.Cli.Telemetry;

/// <summary>Sends spans and metrics to a collector, when the usual variables say so (docs/TELEMETRY.md).</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private readonly TracerProvider? traces;
    private readonly MeterProvider? metrics;

    private OtlpExport(TracerProvider? traces, MeterProvider? metrics) => (this.traces, this.metrics) = (traces, metrics);

    /// <summary>The export that the environment asks for, or null: nothing of it is even loaded then.</summary>
    internal static OtlpExport? Start(Func<string, string?> environment)
    {
        bool IsWanted(string signal, string exporter) =>
            environment(exporter) is not "none" && (Has(signal) || Has(Endpoint));
        bool Has(string name) => !string.IsNullOrEmpty(environment(name));
        var (spans, figures) = (
            IsWanted("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"),
            IsWanted("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_METRICS_EXPORTER"));
        return (spans || figures) && !string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            ? new OtlpExport(spans ? Traces() : null, figures ? Metrics() : null)
            : null;
    }

    /// <summary>Sends what is left, for some seconds at most.</summary>
    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    private static TracerProvider Traces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Describe)
        .AddSource(CapsuleTelemetry.Name)
        .AddOtlpExporter()
        .Build();

    private static MeterProvider Metrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Describe)
        .AddMeter(CapsuleTelemetry.Name)
        .AddOtlpExporter()
        .Build();

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over this.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService("capsule", autoGenerateServiceInstanceId: false).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
