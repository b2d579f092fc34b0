using System.Text.Json;

namespace Capsule.Cli.Tests.Support;

/// <summary>What a process ended with.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as the one JSON value that it must be.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;
}
