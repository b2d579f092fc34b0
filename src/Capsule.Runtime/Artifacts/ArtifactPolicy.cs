using Capsule.Policies;

namespace Capsule.Runtime.Artifacts;

/// <summary>A task's policy in an artifact.</summary>
internal sealed record ArtifactPolicy
{
    /// <summary>Units of compute.</summary>
    public required long Compute { get; init; }

    /// <summary>The name of that amount, or null.</summary>
    public string? ComputeLevel { get; init; }

    /// <summary>Bytes of memory.</summary>
    public required long Ram { get; init; }

    /// <summary>Milliseconds for an attempt, or null.</summary>
    public double? TimeoutMs { get; init; }

    /// <summary>Retries.</summary>
    public int MaxRetries { get; init; }

    /// <summary>Pauses between retries, or null for none.</summary>
    public ArtifactRetry? Retry { get; init; }

    /// <summary>Folders.</summary>
    public IReadOnlyList<ArtifactFolder> AllowedFiles { get; init; } = [];

    /// <summary>Hosts.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyList<string> EnvVariables { get; init; } = [];

    /// <summary>Variables whose values are not shown to the task.</summary>
    public IReadOnlyList<ArtifactSecret> Secrets { get; init; } = [];

    /// <summary>Functions of the host program, or null for all that a run is granted.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Threat: JSON has null wherever it likes, also in lists of things that are never null.</summary>
    internal bool HasNoGaps => IsFull(AllowedFiles) && AllowedFiles.All(folder => folder is { Path: not null, Mode: not null })
        && IsFull(AllowedHosts) && IsFull(EnvVariables) && IsFull(Retry is null ? [] : Retry.On)
        && IsFull(Secrets) && Secrets.All(secret => secret.Name is not null && IsFull(secret.Hosts))
        && IsFull(Tools ?? []);

    private static bool IsFull<T>(IReadOnlyList<T?>? list)
        where T : class => list is not null && list.All(item => item is not null);

    internal static ArtifactPolicy Of(TaskPolicy policy) => new()
    {
        Compute = policy.Compute.Units,
        ComputeLevel = policy.Compute.Level,
        Ram = policy.Ram.Bytes,
        TimeoutMs = policy.Timeout?.TotalMilliseconds,
        MaxRetries = policy.MaxRetries,
        Retry = ArtifactRetry.Of(policy.Retry),
        AllowedFiles = [.. policy.AllowedFiles.Select(folder => new ArtifactFolder(folder.Path, folder.IsWritable ? "rw" : "ro"))],
        AllowedHosts = policy.AllowedHosts,
        EnvVariables = policy.EnvVariables,
        Secrets = [.. policy.Secrets.Select(ArtifactSecret.Of)],
        Tools = policy.Tools,
    };

    internal TaskPolicy ToPolicy() => new()
    {
        Compute = new Compute(Compute, ComputeLevel),
        Ram = new ByteSize(Ram),
        Timeout = TimeoutMs is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        Retry = Retry?.ToPolicy(MaxRetries) ?? RetryPolicy.None with { Max = MaxRetries },
        AllowedFiles = [.. AllowedFiles.Select(folder => new FolderGrant(folder.Path, folder.Mode == "rw"))],
        AllowedHosts = AllowedHosts,
        EnvVariables = EnvVariables,
        Secrets = [.. Secrets.Select(secret => secret.ToGrant())],
        Tools = Tools,
    };
}
