using Capsule.Guests.FileSystem.Host;
using Capsule.Runtime.Execution;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime;

/// <summary>Says what a session may use. Limits and grants are the host's: nothing that a cell does changes them.</summary>
public sealed record SessionOptions
{
    /// <summary>The options of a session that is given none.</summary>
    public static readonly SessionOptions Default = new();

    /// <summary>Gets the language of the session's cells. The default is Python; cells of JavaScript may be TypeScript.</summary>
    public GuestLanguage Language { get; init; } = GuestLanguage.Python;

    /// <summary>Gets the compute and time of one call, and the memory and grants of the session.</summary>
    public TaskPolicy Policy { get; init; } = TaskPolicy.Default;

    /// <summary>Gets the most that the session's private files may take together. The default is no limit besides the policy's memory, which they count towards.</summary>
    public ByteSize Disk { get; init; } = new(long.MaxValue);

    /// <summary>Gets how much of what one call prints is kept in its result, in characters; the default is 1 Mi. <see cref="SessionCall.OnOutput"/> gets all of it.</summary>
    public int MaxOutputLength { get; init; } = 1 << 20;

    /// <summary>Gets the most that the session may print in all. The default is 256 MB.</summary>
    public ByteSize MaxTotalOutput { get; init; } = new(256_000_000);

    /// <summary>
    /// Gets how long a call may continue after a limit was reached or it was interrupted; the default is 1 second. It gets a
    /// <c>KeyboardInterrupt</c>, and the session keeps its state if the call ends in this time. Otherwise it returns to what it was before.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long the session may be without a call before it is written to the disk, to be read back for the next one; null for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Gets the functions of the host application that cells may call; null for those of the runtime.</summary>
    public IReadOnlyCollection<HostTool>? Tools { get; init; }

    /// <summary>Gets the files that the session's workspace starts with, by path. The default is none.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>
    /// Gets a folder of installed packages, or a virtual environment, that cells import from (docs/how-to/use-packages.md); null for none.
    /// It is only read, and a session that goes on from a file must be given the same packages again.
    /// </summary>
    public string? SitePackages { get; init; }

    /// <summary>Gets the folders of the host that cells may use, besides those that <see cref="Policy"/> grants. The default is none.</summary>
    public IReadOnlyList<FolderMount> Mounts { get; init; } = [];

    /// <summary>Gets the folder that the policy's <c>allowed_files</c> are relative to; needed where it grants any.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Gets what the session and its forks may do with folders of the host, all together.</summary>
    public HostFileLimits FileLimits { get; init; } = HostFileLimits.Default;

    /// <summary>Gets where the variables come from that <see cref="Policy"/> names. The default is the process.</summary>
    public RunEnvironment Environment { get; init; } = RunEnvironment.OfProcess;

    /// <summary>Gets the receiver of the calls that cells make of functions of the host application. The default ignores them.</summary>
    public IRunObserver Observer { get; init; } = SilentObserver.Instance;

    /// <summary>Who reads why a cell was denied something.</summary>
    internal DenialReader Reader { get; init; }

    /// <summary>What cells may ask the host to do, beside displaying.</summary>
    internal IReadOnlyList<IHostOperation> Operations { get; init; } = [];
}
