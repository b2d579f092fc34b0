using Capsule.Network;

namespace Capsule;

/// <summary>
/// What a task may use: limits and grants. It is fixed when the program is built, and nothing that a running guest
/// sends can change it.
/// </summary>
public sealed record TaskPolicy
{
    /// <summary>The policy of a task that declares nothing.</summary>
    public static readonly TaskPolicy Default = new();

    /// <summary>Compute for one attempt.</summary>
    public Compute Compute { get; init; } = Compute.Medium;

    /// <summary>Memory: the interpreter's, and private files.</summary>
    public ByteSize Ram { get; init; } = new(256_000_000);

    /// <summary>Time for one attempt, or null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How much one attempt may print, to standard output and standard error together.</summary>
    public ByteSize MaxOutput { get; init; } = new(256L << 20);

    /// <summary>How many times a failed attempt is repeated.</summary>
    public int MaxRetries
    {
        get => Retry.Max;
        init => Retry = Retry with { Max = value };
    }

    /// <summary>Which failures are met with another attempt, and after what pause.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Folders of the project.</summary>
    public IReadOnlyList<FolderGrant> AllowedFiles { get; init; } = [];

    /// <summary>Hosts, as they were declared (<see cref="HostRule"/>).</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Names of environment variables.</summary>
    public IReadOnlyList<string> EnvVariables { get; init; } = [];

    /// <summary>Variables whose values the task can send and cannot see.</summary>
    public IReadOnlyList<SecretGrant> Secrets { get; init; } = [];

    /// <summary>Names of the host program's functions that it may call; null for all that the run is granted.</summary>
    public IReadOnlyList<string>? Tools { get; init; }
}
