using System.Globalization;
using OpenTelemetry.Exporter;

namespace Capsule.Cli.Telemetry;

/// <summary>
/// The variables of the export. Those for one signal (<c>…_TRACES_ENDPOINT</c>) are read here, for the SDK only reads the general
/// ones in this use; and those that the SDK would ignore are told about, for it would then send to its default instead.
/// </summary>
internal sealed class OtlpVariables(Func<string, string?> environment)
{
    internal const string Traces = "TRACES";
    internal const string Metrics = "METRICS";

    private static readonly string[] Prefixes = ["", $"{Traces}_", $"{Metrics}_"];

    /// <summary>How long the process waits at its end for a collector that does not answer: OTEL_EXPORTER_OTLP_TIMEOUT, or 3 seconds.</summary>
    internal TimeSpan Patience =>
        int.TryParse(Read("TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromSeconds(3);

    /// <summary>Why nothing can be sent although something is wanted, or null.</summary>
    internal string? Problem
    {
        get
        {
            foreach (var prefix in Prefixes)
            {
                if (Read($"{prefix}ENDPOINT") is { } endpoint
                    && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
                {
                    return $"OTEL_EXPORTER_OTLP_{prefix}ENDPOINT={endpoint} is no http or https URL";
                }

                if (Read($"{prefix}PROTOCOL") is { } protocol and not ("grpc" or "http/protobuf"))
                {
                    return $"OTEL_EXPORTER_OTLP_{prefix}PROTOCOL={protocol} is not supported; use grpc or http/protobuf";
                }
            }

            return null;
        }
    }

    /// <summary>Whether a signal is to be sent.</summary>
    internal bool IsWanted(string signal) =>
        !string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && environment($"OTEL_{signal}_EXPORTER") is not "none"
        && (Read($"{signal}_ENDPOINT") ?? Read("ENDPOINT")) is not null;

    /// <summary>Sets what there are variables for of one signal.</summary>
    internal void Apply(string signal, OtlpExporterOptions options)
    {
        if (Read($"{signal}_ENDPOINT") is { } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }

        if (Read($"{signal}_PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        }

        options.Headers = Read($"{signal}_HEADERS") ?? options.Headers;
        if (int.TryParse(Read($"{signal}_TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            options.TimeoutMilliseconds = milliseconds;
        }
    }

    private string? Read(string name) => environment($"OTEL_EXPORTER_OTLP_{name}") is { Length: > 0 } value ? value : null;
}
