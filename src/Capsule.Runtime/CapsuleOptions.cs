using Capsule.Journaling;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;

namespace Capsule.Runtime;

/// <summary>What a runtime is made with.</summary>
public sealed record CapsuleOptions
{
    /// <summary>The directory of prepared files; by default <c>CAPSULE_CACHE</c>, or <c>capsule</c> below <c>XDG_CACHE_HOME</c> (<c>~/.cache</c>).</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// The directory of idle and suspended sessions; by default <c>CAPSULE_STATE</c>, or <c>capsule</c> below
    /// <c>XDG_STATE_HOME</c> (<c>~/.local/state</c>).
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// The directory of the key that prepared files and saved sessions are authenticated with, which must not be in
    /// <see cref="CacheDirectory"/>; by default <c>CAPSULE_KEYS</c>, or <c>capsule</c> below <c>XDG_DATA_HOME</c> (<c>~/.local/share</c>).
    /// </summary>
    public string? KeyDirectory { get; init; }

    /// <summary>The state directory of the current user.</summary>
    public static string DefaultStateDirectory() => UserFolders.State(Environment.GetEnvironmentVariable);

    /// <summary>
    /// Whether the cache's files may be held where they are, instead of being copied when the runtime is made. For processes that are
    /// over soon, and may be ended by the system when somebody opens one of those files for writing.
    /// </summary>
    internal bool MayHoldCache { get; init; }

    /// <summary>The directory of the Python guest; by default the one beside the program.</summary>
    public string? GuestDirectory { get; init; }

    /// <summary>Receives the steps of preparing this machine.</summary>
    public IPreparationObserver PreparationObserver { get; init; } = SilentObserver.Instance;

    /// <summary>How tasks reach the network.</summary>
    public NetworkOptions Network { get; init; } = NetworkOptions.Default;

    /// <summary>
    /// Functions of the host program that the tasks of all runs may call, unless a run has its own
    /// (<see cref="RunOptions.Tools"/>). The runtime takes what it holds when it is made.
    /// </summary>
    public ToolCollection Tools { get; init; } = [];

    /// <summary>
    /// How many sessions may be in memory at once. Beyond that, those that were used longest ago go to the disk until they are used
    /// again; where none can, using another one fails.
    /// </summary>
    public int MaxLiveSessions { get; init; } = 128;

    /// <summary>The most that tasks of all runs, and sessions, may have; of two caps the lower one holds.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>
    /// What programs may use while they are loaded. A capsule.toml that says it (<see cref="Configuration.ProjectFile.Loading"/>)
    /// goes before this.
    /// </summary>
    public LoadLimits Loading { get; init; } = LoadLimits.Default;

    /// <summary>
    /// Makes an observer for each run, besides <see cref="RunOptions.Observer"/>, of what the run was started with; null, or one
    /// that gives null, for none.
    /// </summary>
    public Func<RunOptions, IRunObserver?>? CreateObserver { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the journal of the runtime's durable runs; null for none. It stays the caller's to dispose of, after the runtime.
    /// </summary>
    public IJournal? Journal { get; init; }
}
