using System.Globalization;
using Capsule.Runtime;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Capsule.Cli.Telemetry;

/// <summary>
/// Sends spans and metrics to a collector, when the usual variables say so (docs/reference/telemetry.md). It never changes how a run ends:
/// what cannot be sent is a warning.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private readonly OtlpVariables variables;
    private readonly SendRecord record = new();
    private readonly Action<string> warn;
    private readonly TracerProvider? traces;
    private readonly MeterProvider? metrics;

    private OtlpExport(OtlpVariables variables, Action<string> warn)
    {
        (this.variables, this.warn) = (variables, warn);
        traces = variables.IsWanted(OtlpVariables.Traces) ? Traces() : null;
        metrics = variables.IsWanted(OtlpVariables.Metrics) ? Metrics() : null;
    }

    /// <summary>The export that the environment asks for, or null: nothing of it is even loaded then.</summary>
    /// <param name="environment">Gives variables.</param>
    /// <param name="warn">Takes at most one line.</param>
    internal static OtlpExport? Start(Func<string, string?> environment, Action<string> warn)
    {
        var variables = new OtlpVariables(environment);
        if (!variables.IsWanted(OtlpVariables.Traces) && !variables.IsWanted(OtlpVariables.Metrics))
        {
            return null;
        }

        if (variables.Problem is { } problem)
        {
            warn($"no telemetry is sent: {problem}");
            return null;
        }

#pragma warning disable CA1031 // The SDK throws various things for variables that it cannot use; they are no reason not to run.
        try
        {
            return new OtlpExport(variables, warn);
        }
        catch (Exception e)
        {
            warn($"no telemetry is sent: the OTEL_ variables cannot be used: {e.Message}");
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>Sends what is left, both at the same time, for at most <see cref="OtlpVariables.Patience"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        // Ending a provider blocks its thread until all is sent. Disposing it would wait for five seconds, whatever the variables
        // say, and not tell whether anything is left.
        var patience = variables.Patience;
        var ends = Task.WhenAll(
            Task.Run(() => traces?.Shutdown((int)patience.TotalMilliseconds) ?? true),
            Task.Run(() => metrics?.Shutdown((int)patience.TotalMilliseconds) ?? true));
        bool sent;
        try
        {
            sent = (await ends.WaitAsync(patience).ConfigureAwait(false)).All(ended => ended);
        }
        catch (TimeoutException)
        {
            sent = false;
        }

        var problem = sent && record.Unanswered == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the collector did not answer in {patience.TotalSeconds:0} s");
        if ((record.Problem ?? problem) is { } lost)
        {
            warn($"telemetry was not sent: {lost}");
        }
    }

    private TracerProvider Traces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Describe)
        .AddSource(CapsuleTelemetry.Name)
        .AddOtlpExporter(options => Configure(OtlpVariables.Traces, options))
        .Build();

    private MeterProvider Metrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Describe)
        .AddMeter(CapsuleTelemetry.Name)
        .AddOtlpExporter(options => Configure(OtlpVariables.Metrics, options))
        .Build();

    private void Configure(string signal, OtlpExporterOptions options)
    {
        variables.Apply(signal, options);
        var create = options.HttpClientFactory;
        options.HttpClientFactory = () =>
        {
            var client = create();
            return new HttpClient(new RecordingHandler(client, record)) { Timeout = client.Timeout };
        };
    }

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over this.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService("capsule", autoGenerateServiceInstanceId: false).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
