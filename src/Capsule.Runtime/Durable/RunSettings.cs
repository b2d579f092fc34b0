using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Capsule.Guests.FileSystem.Host;
using Capsule.Journaling;
using Capsule.Json;
using Capsule.Runtime.Json;

namespace Capsule.Runtime.Durable;

/// <summary>What a run was started with beside its arguments; kept in the journal as JSON.</summary>
internal sealed record RunSettings
{
    private const int SeedBytes = 32;

    /// <summary>Where a durable run's randomness comes from: as secret as the journal.</summary>
    public byte[] Seed { get; init; } = [];

    /// <summary>Limits of the entry in place of what it declares; null in a journal that does not have them.</summary>
    [JsonConverter(typeof(LimitsConverter))]
    public TaskLimits? Overrides { get; init; }

    /// <summary>Folders of the host that were given to all tasks; null in a journal that does not have them.</summary>
    public KeptMount[]? Mounts { get; init; }

    /// <summary>What each task may do with its folders.</summary>
    public HostFileLimits? FileLimits { get; init; }

    /// <summary>What the run may use in all.</summary>
    public KeptLimits? Limits { get; init; }

    /// <summary>Whether they are such as runs are started with. Threat: a journal from elsewhere, with any numbers.</summary>
    private bool IsPossible => Limits is null or { IsPossible: true }
        && FileLimits is null or { BytesWritten: >= 0, FilesCreated: >= 0, OpenFiles: >= 0, ListedEntries: >= 0 }
        && Mounts?.Any(mount => mount is null) != true;

    internal static RunSettings Of(RunOptions options) => new()
    {
        Seed = RandomNumberGenerator.GetBytes(SeedBytes),
        Overrides = options.Overrides,
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
