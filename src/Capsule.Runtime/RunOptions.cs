using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime;

/// <summary>Says how a program is run.</summary>
public sealed record RunOptions
{
    /// <summary>Gets what tasks may use that declare nothing. The default is what capsule.toml says, else <see cref="TaskPolicy.Default"/>.</summary>
    public TaskPolicy Defaults { get; init; } = TaskPolicy.Default;

    /// <summary>Gets the most that tasks may have, whatever they declare. The default is no caps.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>Gets limits of the entry task, in place of what it declares. The default is none.</summary>
    public TaskLimits Overrides { get; init; } = TaskLimits.None;

    /// <summary>Gets what the run may use in all, over every task that it starts.</summary>
    public RunLimits Limits { get; init; } = RunLimits.Default;

    /// <summary>Gets how the run is journaled; null for not at all.</summary>
    public RunJournaling? Journaling { get; init; }

    /// <summary>Executes a finished run again from its journal, or null.</summary>
    internal ReplayOptions? Replay { get; init; }

    /// <summary>
    /// Gets the folder that the paths of <c>allowed_files</c> are relative to. The default is the project's, where the program was
    /// loaded from a file: the folder of capsule.toml, else of the entry file.
    /// </summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Gets folders that all tasks of the run have, besides those that they declare. The default is none.</summary>
    public IReadOnlyList<FolderMount> Mounts { get; init; } = [];

    /// <summary>Gets what each task may do with all its folders together.</summary>
    public HostFileLimits FileLimits { get; init; } = HostFileLimits.Default;

    /// <summary>Gets where the variables come from that tasks name. The default is the process.</summary>
    public RunEnvironment Environment { get; init; } = RunEnvironment.OfProcess;

    /// <summary>
    /// Gets the functions of the host application that the run's tasks may call; null for those of the runtime
    /// (<see cref="CapsuleOptions.Tools"/>). A task that declares <c>tools</c> has only those of them.
    /// </summary>
    public IReadOnlyCollection<HostTool>? Tools { get; init; }

    /// <summary>
    /// Receives the compute of each attempt, however it ended, those of a task that waits and goes on included; and that of loading a program that is for
    /// nobody else. Null for nobody.
    /// </summary>
    internal Action<long>? Charge { get; init; }

    /// <summary>Who reads why a task was denied something.</summary>
    internal DenialReader Reader { get; init; }

    /// <summary>Gets the receiver of the run's events. The default ignores them.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;
}
