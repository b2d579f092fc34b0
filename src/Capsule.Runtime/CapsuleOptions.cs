using Capsule.Guests.Abstractions;
using Capsule.Journaling;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime;

/// <summary>Says how a runtime is created, and where it keeps its files.</summary>
public sealed record CapsuleOptions
{
    /// <summary>Gets the directory of prepared files; null for <c>CAPSULE_CACHE</c>, or <c>capsule</c> below <c>XDG_CACHE_HOME</c> (<c>~/.cache</c>).</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Gets the directory of idle and suspended sessions; null for <c>CAPSULE_STATE</c>, or <c>capsule</c> below
    /// <c>XDG_STATE_HOME</c> (<c>~/.local/state</c>).
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>
    /// Gets the directory of the key that prepared files and saved sessions are authenticated with, which must not be in
    /// <see cref="CacheDirectory"/>; null for <c>CAPSULE_KEYS</c>, or <c>capsule</c> below <c>XDG_DATA_HOME</c> (<c>~/.local/share</c>).
    /// </summary>
    public string? KeyDirectory { get; init; }

    /// <summary>Returns the state directory of the current user.</summary>
    public static string DefaultStateDirectory() => UserFolders.State(Environment.GetEnvironmentVariable);

    /// <summary>
    /// Whether the cache's files may be held where they are, instead of being copied when the runtime is made. For processes that are
    /// over soon, and may be ended by the system when somebody opens one of those files for writing.
    /// </summary>
    internal bool MayHoldCache { get; init; }

    /// <summary>Gets the directory of the guests, which has a folder for each language; null for <c>guest</c> beside the program.</summary>
    public string? GuestDirectory { get; init; }

    /// <summary>
    /// Gets the languages whose guests are ready when the runtime is created, and prepared for this machine where they were not. The guest
    /// of another one is opened when a program first needs it. The default is Python.
    /// </summary>
    public IReadOnlyList<GuestLanguage> PreparedLanguages { get; init; } = [GuestLanguage.Python];

    /// <summary>Opens another guest than Python's, for tests of what the runtime knows of a guest.</summary>
    internal Func<WasmEngine, IGuest>? OpenGuest { get; init; }

    /// <summary>Gets the receiver of the steps of preparing this machine. The default ignores them.</summary>
    public IPreparationObserver PreparationObserver { get; init; } = SilentObserver.Instance;

    /// <summary>Gets how tasks reach the network.</summary>
    public NetworkOptions Network { get; init; } = NetworkOptions.Default;

    /// <summary>
    /// Gets the functions of the host application that the tasks of all runs may call, unless a run has its own
    /// (<see cref="RunOptions.Tools"/>). The runtime takes what it holds when it is created. The default is none.
    /// </summary>
    public ToolCollection Tools { get; init; } = [];

    /// <summary>
    /// Gets how many tasks of all runs may compute at the same time, at least 1; more wait. A task that waits for the host (a sleep, a signal, a
    /// response, a tool, another task) does not count meanwhile. The default is 128.
    /// </summary>
    public int MaxConcurrency { get; init; } = 128;

    /// <summary>
    /// Gets how many tasks of all runs may have a sandbox at the same time, at least 1, those that wait for the host among them; more wait. Null,
    /// which is the default, for as many as there is room for: waiting ones may fill half of the memory that the process may have. A
    /// number beyond that is refused.
    /// </summary>
    public int? MaxSandboxes { get; init; }

    /// <summary>
    /// Gets how many sessions may be in memory at once; the default is 128. Beyond that, the least recently used go to the disk until they
    /// are used again; where none can, using another one fails.
    /// </summary>
    public int MaxLiveSessions { get; init; } = 128;

    /// <summary>Gets the most that tasks of all runs, and sessions, may have; of two caps the lower one holds. The default is no caps.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>
    /// Gets what programs may use while they are loaded. A capsule.toml that says it (<see cref="Configuration.ProjectFile.Loading"/>)
    /// goes before this.
    /// </summary>
    public LoadLimits Loading { get; init; } = LoadLimits.Default;

    /// <summary>
    /// Gets a function that creates an observer for each run, besides <see cref="RunOptions.Observer"/>, from the options that it was
    /// started with; null, or one that returns null, for none.
    /// </summary>
    public Func<RunOptions, IRunObserver?>? CreateObserver { get; init; }

    /// <summary>
    /// Gets a function that is told of each cell of a session that ended, by the session's id, and must not throw; null for none. It is
    /// called before the session's next cell runs, on the thread that ran this one.
    /// </summary>
    public Action<string, SessionResult>? CellEnded { get; init; }

    /// <summary>Gets the clock. The default is the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Gets the journal of the runtime's durable runs; null for none. It stays the caller's to dispose of, after the runtime.
    /// </summary>
    public IJournal? Journal { get; init; }
}
