using Capsule.Runtime;
using Capsule.Server.Programs;

namespace Capsule.Server;

/// <summary>How a server serves.</summary>
internal sealed record ServerOptions
{
    /// <summary>Where it listens: an IP address or <c>localhost</c>, and a port; 0 for any that is free.</summary>
    public Uri Listen { get; init; } = new("http://127.0.0.1:8484");

    /// <summary>The directory of its data, which belongs to one server at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Whether it may listen without TLS where others than this machine reach it.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>The file of the certificate in PEM, for <c>https</c>; null without.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The file of the certificate's key; null where it is in that of the certificate.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Whether the log is objects of JSON, a line each.</summary>
    public bool HasJsonLog { get; init; }

    /// <summary>How many executions there are at once, from 1. Beyond that, requests wait a moment, and are then refused.</summary>
    public int MaxConcurrent { get; init; } = 64;

    /// <summary>How long a request waits for others to end before it is refused.</summary>
    public TimeSpan SlotPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest body of a request, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>How many bytes the bodies of all requests have at most that are under way, in bytes.</summary>
    public long BodyBytesAtOnce { get; init; } = 32 << 20;

    /// <summary>How many connections there are at most. For one more, an idle one is closed.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>What code has that asks for no limits of its own.</summary>
    public TaskPolicy Policy { get; init; } = TaskPolicy.Default with { Compute = Compute.High, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The most that a request may ask for.</summary>
    public PolicyCaps Caps { get; init; } = new()
    {
        Limits = new TaskLimits { Compute = new Compute(500_000_000_000), Ram = new ByteSize(1_000_000_000), Timeout = TimeSpan.FromMinutes(5) },
    };

    /// <summary>The longest artifact that may be uploaded, in bytes.</summary>
    public int MaxArtifactBytes { get; init; } = 64 << 20;

    /// <summary>How many bytes the programs of a tenant may take together.</summary>
    public long MaxProgramBytes { get; init; } = 1L << 30;

    /// <summary>How many bytes the journal of a tenant's runs may have.</summary>
    public long MaxJournalBytes { get; init; } = 2L << 30;

    /// <summary>How long the journal keeps runs that have ended.</summary>
    public TimeSpan RunRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many runs of a tenant may have started and not ended.</summary>
    public int MaxOpenRunsOfTenant { get; init; } = 10_000;

    /// <summary>How many runs of all tenants may have started and not ended.</summary>
    public int MaxOpenRuns { get; init; } = 50_000;

    /// <summary>
    /// What a run may use in all. Its time is that which it has a slot for: while its entry waits for a time or a signal, it has none.
    /// </summary>
    public RunLimits RunLimits { get; init; } = RunLimits.Default with { Concurrency = 16, MaxTasks = 5000, RunTime = TimeSpan.FromHours(1) };

    /// <summary>What every run has: limits, and nothing of the machine.</summary>
    public RunOptions Run => new()
    {
        Defaults = Policy,
        Caps = Caps.And(ServerGrants.None),
        Limits = RunLimits,
        Environment = RunEnvironment.Empty,
        Tools = [],
    };

    /// <summary>How many clients of a tenant may follow the events of runs at once.</summary>
    public int MaxEventStreamsOfTenant { get; init; } = 500;

    /// <summary>How many clients of all tenants may follow the events of runs at once.</summary>
    public int MaxEventStreams { get; init; } = 2000;

    /// <summary>How long a client that follows events may read nothing before it is cut off.</summary>
    public TimeSpan EventPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the runtime is created.</summary>
    public Runtime.CapsuleOptions Runtime { get; init; } = new() { Loading = LoadLimits.Default with { Time = TimeSpan.FromSeconds(30) } };
}
