using System.Text.Json;
using Capsule.Runtime.Durable;

namespace Capsule.Runtime.Execution;

/// <summary>How one attempt at a task ended.</summary>
/// <param name="Result">What the task returned, when <paramref name="Failure"/> is null.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="FuelConsumed">Units of compute used.</param>
/// <param name="RamUsed">Bytes of memory held.</param>
internal sealed record AttemptResult(JsonElement Result, Failure? Failure, long FuelConsumed, long RamUsed)
{
    /// <summary>A character of a text, and of its JSON.</summary>
    private const long TextBytes = 4;

    /// <summary>The HTTP requests that the host made or refused.</summary>
    internal IReadOnlyList<HostRequest> HostRequests { get; init; } = [];

    /// <summary>How many more requests there were than the list has.</summary>
    internal int OmittedHostRequests { get; init; }

    /// <summary>Secrets that the task was granted and did not use.</summary>
    internal IReadOnlyList<string> UnusedSecrets { get; init; } = [];

    /// <summary>What the task waits for without a sandbox, when it neither returned nor failed.</summary>
    internal Suspension? Suspension { get; init; }

    /// <summary>What the result takes as a value and as JSON, in bytes.</summary>
    internal long ResultBytes { get; init; }

    /// <summary>What it takes until a task that called has it, in bytes.</summary>
    internal long Bytes => ResultBytes
        + (Failure is { } failure ? TextBytes * ((long)failure.Message.Length + (failure.Traceback?.Length ?? 0)) : 0)
        + HostRequests.Sum(request => TextBytes * ((long)request.Url.Length + request.Headers.Sum(header => header.Key.Length + header.Value.Length)));

    /// <summary>The same attempt, when the task that called has no memory for what it left.</summary>
    internal AttemptResult WithoutRoom() => this with
    {
        Result = default,
        ResultBytes = 0,
        Failure = new Failure(ErrorType.MemoryExceeded, "the task that called it has no memory left for what it returned, which counts towards the caller's ram"),
        HostRequests = [],
        OmittedHostRequests = OmittedHostRequests + HostRequests.Count,
    };

    internal static AttemptResult Failed(Failure failure) => new(default, failure, 0, 0);
}
