using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsule.Guests.FileSystem.Host;
using Capsule.Journaling;
using Capsule.Json;
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

    /// <summary>Folders of the host that were given to all tasks; null in a journal that does not have them.</summary>
    public KeptMount[]? Mounts { get; init; }

    /// <summary>What each task may do with its folders.</summary>
    public HostFileLimits? FileLimits { get; init; }

    /// <summary>What the run may use in all.</summary>
    public KeptLimits? Limits { get; init; }

    /// <summary>Whether they are such as runs are started with. Threat: a journal from elsewhere, with any numbers.</summary>
    private bool IsPossible => Compute is null or > 0 && Ram is null or > 0 && KeptLimits.IsTime(TimeoutMs) && MaxRetries is null or >= 0
        && Limits is null or { IsPossible: true }
        && FileLimits is null or { BytesWritten: >= 0, FilesCreated: >= 0, OpenFiles: >= 0, ListedEntries: >= 0 }
        && Mounts?.Any(mount => mount is null) != true;

    internal static RunSettings Of(RunOptions options) => new()
    {
        Seed = RandomNumberGenerator.GetBytes(SeedBytes),
        Compute = options.Overrides.Compute?.Units,
        ComputeLevel = options.Overrides.Compute?.Level,
        Ram = options.Overrides.Ram?.Bytes,
        TimeoutMs = options.Overrides.Timeout?.TotalMilliseconds,
        MaxRetries = options.Overrides.MaxRetries,
        Mounts = [.. options.Mounts.Select(KeptMount.Of)],
        FileLimits = options.FileLimits,
        Limits = KeptLimits.Of(options.Limits),
    };

    /// <summary>The options with which a run goes on: limits are the lower ones of then and now.</summary>
    internal RunOptions Restrict(RunOptions options) => options with
    {
        Limits = Limits?.Restrict(options.Limits) ?? options.Limits,
        FileLimits = FileLimits is { } kept ? Lower(kept, options.FileLimits) : options.FileLimits,
    };

    private static HostFileLimits Lower(HostFileLimits one, HostFileLimits other) => new()
    {
        BytesWritten = Math.Min(one.BytesWritten, other.BytesWritten),
        FilesCreated = Math.Min(one.FilesCreated, other.FilesCreated),
        OpenFiles = Math.Min(one.OpenFiles, other.OpenFiles),
        ListedEntries = Math.Min(one.ListedEntries, other.ListedEntries),
    };

    internal PolicyOverrides ToOverrides() => new()
    {
        Compute = Compute is { } compute ? new Compute(compute, ComputeLevel) : null,
        Ram = Ram is { } ram ? new ByteSize(ram) : null,
        Timeout = TimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        MaxRetries = MaxRetries,
    };

    internal string ToJson() => JsonSerializer.Serialize(this, DurableJson.Default.RunSettings);

    /// <summary>Reads the settings of a run.</summary>
    /// <param name="start">What the run was started with.</param>
    /// <param name="journal">Where its journal is.</param>
    internal static Outcome<RunSettings> Read(RunStart start, string journal)
    {
        try
        {
            _ = BoundedJson.Measure(Encoding.UTF8.GetBytes(start.Overrides), JsonBounds.Message);
            return JsonSerializer.Deserialize(start.Overrides, DurableJson.Default.RunSettings) is { IsPossible: true } settings
                ? settings
                : JournalFailures.Unreadable(start.Id, journal, "settings");
        }
        catch (JsonException)
        {
            return JournalFailures.Unreadable(start.Id, journal, "settings");
        }
    }
}
