using System.Text.Json;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Runtime.Durable;

namespace Capsule.Runtime.Execution;

/// <summary>How one attempt at a task ended.</summary>
/// <param name="Result">What the task returned, when <paramref name="Failure"/> is null.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="FuelConsumed">Units of compute used.</param>
/// <param name="RamUsed">Bytes of memory held.</param>
internal sealed record AttemptResult(JsonElement Result, Failure? Failure, long FuelConsumed, long RamUsed)
{
    /// <summary>The HTTP requests that the host made or refused.</summary>
    internal IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>How many more requests there were than the list has.</summary>
    internal int OmittedHostRequests { get; init; }

    /// <summary>Secrets that the task was granted and did not use.</summary>
    internal IReadOnlyList<string> UnusedSecrets { get; init; } = [];

    /// <summary>What the task waits for without a sandbox, when it neither returned nor failed.</summary>
    internal Suspension? Suspension { get; init; }

    internal static AttemptResult Failed(Failure failure) => new(default, failure, 0, 0);
}
