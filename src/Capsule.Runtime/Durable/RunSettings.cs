using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Policies;

namespace Capsule.Runtime.Durable;

/// <summary>What a run was started with beside its arguments; kept in the journal as JSON.</summary>
internal sealed record RunSettings
{
    private const int SeedBytes = 32;

    /// <summary>Where a durable run's randomness comes from: as secret as the journal.</summary>
    public byte[] Seed { get; init; } = [];

    /// <summary>Units of compute for the entry, or null for what it declares.</summary>
    public long? Compute { get; init; }

    /// <summary>The name of that amount, or null.</summary>
    public string? ComputeLevel { get; init; }

    /// <summary>Memory for the entry, in bytes, or null for what it declares.</summary>
    public long? Ram { get; init; }

    /// <summary>Time for an attempt at the entry, in milliseconds, or null for what it declares.</summary>
    public double? TimeoutMs { get; init; }

    /// <summary>Retries of the entry, or null for what it declares.</summary>
    public int? MaxRetries { get; init; }

    internal static RunSettings Of(PolicyOverrides overrides) => new()
    {
        Seed = RandomNumberGenerator.GetBytes(SeedBytes),
        Compute = overrides.Compute?.Units,
        ComputeLevel = overrides.Compute?.Level,
        Ram = overrides.Ram?.Bytes,
        TimeoutMs = overrides.Timeout?.TotalMilliseconds,
        MaxRetries = overrides.MaxRetries,
    };

    internal PolicyOverrides ToOverrides() => new()
    {
        Compute = Compute is { } compute ? new Compute(compute, ComputeLevel) : null,
        Ram = Ram is { } ram ? new ByteSize(ram) : null,
        Timeout = TimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        MaxRetries = MaxRetries,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, DurableJson.Default.RunSettings);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    internal static RunSettings Read(string json) =>
        JsonSerializer.Deserialize(json, DurableJson.Default.RunSettings) ?? throw new JsonException("there are no settings");
}
