using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <summary>How a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>What tasks may use that declare nothing, as capsule.toml says.</summary>
    public TaskPolicy Defaults { get; init; } = TaskPolicy.Default;

    /// <summary>The most that tasks may have, whatever they declare.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>Limits for the entry, in place of what it declares.</summary>
    public TaskLimits Overrides { get; init; } = TaskLimits.None;

    /// <summary>What the run may use in all, over every task that it starts.</summary>
    public RunLimits Limits { get; init; } = RunLimits.Default;

    /// <summary>The journal of the run, or null for none.</summary>
    public RunJournaling? Journaling { get; init; }

    /// <summary>Executes a finished run again from its journal, or null.</summary>
    internal ReplayOptions? Replay { get; init; }

    /// <summary>
    /// The folder that the paths of <c>allowed_files</c> are relative to. By default the project's, where the program was
    /// loaded from a file: the folder of capsule.toml, else of the entry file.
    /// </summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Folders that all tasks of the run have, besides those that they declare.</summary>
    public IReadOnlyList<FolderMount> Mounts { get; init; } = [];

    /// <summary>What each task may do with all its folders together.</summary>
    public HostFileLimits FileLimits { get; init; } = HostFileLimits.Default;

    /// <summary>Where the variables come from that tasks name.</summary>
    public RunEnvironment Environment { get; init; } = RunEnvironment.OfProcess;

    /// <summary>
    /// Functions of the host program that the run's tasks may call; null for those of the runtime
    /// (<see cref="CapsuleOptions.Tools"/>). A task that declares <c>tools</c> has only those of them.
    /// </summary>
    public IReadOnlyCollection<HostTool>? Tools { get; init; }

    /// <summary>Lets the tasks of several runs in that are started together; null for a run by itself.</summary>
    internal Admission? Together { get; init; }

    /// <summary>Receives the events of the run.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
