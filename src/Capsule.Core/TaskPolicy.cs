namespace Capsule;

/// <summary>
/// Says what a task may use and reach: limits and grants. It is fixed when the program is built, and nothing that a running guest
/// sends can change it.
/// </summary>
public sealed record TaskPolicy
{
    /// <summary>The policy of a task that declares nothing.</summary>
    public static readonly TaskPolicy Default = new();

    /// <summary>Gets the compute of one attempt. The default is <see cref="Compute.Medium"/>.</summary>
    public Compute Compute { get; init; } = Compute.Medium;

    /// <summary>Gets the memory of one attempt: the interpreter's, private files, and what the host keeps for it. The default is 256 MB.</summary>
    public ByteSize Ram { get; init; } = new(256_000_000);

    /// <summary>Gets the time of one attempt, from 1 ms to 3650 days; null, which is the default, for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets how much one attempt may print, to standard output and standard error together. The default is 256 MiB.</summary>
    public ByteSize MaxOutput { get; init; } = new(256L << 20);

    /// <summary>Gets how often a failed attempt is repeated, from 0, which is the default, to 100.</summary>
    public int MaxRetries
    {
        get => Retry.Max;
        init => Retry = Retry with { Max = value };
    }

    /// <summary>Gets which failures are retried, how often, and after what delay. The default is not to retry.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>Gets the folders of the project that the task may use. The default is none.</summary>
    public IReadOnlyList<FolderGrant> AllowedFiles { get; init; } = [];

    /// <summary>Gets the hosts that the task may reach over HTTP, as rules such as <c>api.example.com</c> or <c>*.example.com</c>. The default is none.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Gets the names of the environment variables that the task may read. The default is none.</summary>
    public IReadOnlyList<string> EnvVariables { get; init; } = [];

    /// <summary>Gets the variables whose values the task can send and cannot see. The default is none.</summary>
    public IReadOnlyList<SecretGrant> Secrets { get; init; } = [];

    /// <summary>Gets the names of the host application's functions that the task may call; null for all that the run is granted.</summary>
    public IReadOnlyList<string>? Tools { get; init; }
}
