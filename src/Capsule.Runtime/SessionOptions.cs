using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime;

/// <summary>What a session may use. Limits and grants are the host's: nothing that a cell does changes them.</summary>
public sealed record SessionOptions
{
    /// <summary>The options of a session that is given none.</summary>
    public static readonly SessionOptions Default = new();

    /// <summary>Compute and time for one call; memory and grants for the session.</summary>
    public TaskPolicy Policy { get; init; } = TaskPolicy.Default;

    /// <summary>What the session's files may take together; they count towards the policy's memory as well.</summary>
    public ByteSize Disk { get; init; } = new(long.MaxValue);

    /// <summary>How much of what one call prints is kept in its result, in characters. Streaming goes on beyond.</summary>
    public int MaxOutputLength { get; init; } = 1 << 20;

    /// <summary>How much the session may print in all.</summary>
    public ByteSize MaxTotalOutput { get; init; } = new(256_000_000);

    /// <summary>
    /// How long a call may go on after a limit was reached or it was interrupted: it gets a <c>KeyboardInterrupt</c>, and the
    /// session keeps its state if the call ends in this time. Otherwise it returns to what it was before the call.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After so long without a call the session is written to the disk, and read back for the next one.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Functions of the host program that cells may call; null for those of the runtime.</summary>
    public IReadOnlyCollection<HostTool>? Tools { get; init; }

    /// <summary>Files of the workspace to start with, by path.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Folders of the host that cells may use; others only where <see cref="Policy"/> grants them.</summary>
    public IReadOnlyList<FolderMount> Mounts { get; init; } = [];

    /// <summary>What the policy's <c>allowed_files</c> is relative to; needed where it grants any.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>What the session and its forks may do with folders of the host, all together.</summary>
    public HostFileLimits FileLimits { get; init; } = HostFileLimits.Default;

    /// <summary>Where the variables come from that <see cref="Policy"/> names.</summary>
    public RunEnvironment Environment { get; init; } = RunEnvironment.OfProcess;

    /// <summary>Receives the calls that cells made of functions of the host application.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>What cells may ask the host to do, beside displaying.</summary>
    internal IReadOnlyList<IHostOperation> Operations { get; init; } = [];
}
