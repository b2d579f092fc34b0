using Capsule.Errors;
using Capsule.Policies;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Tools;

namespace Capsule.Runtime.Sessions;

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
    public int OutputKept { get; init; } = 1 << 20;

    /// <summary>How much the session may print in all.</summary>
    public ByteSize TotalOutput { get; init; } = new(256_000_000);

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

    /// <summary>Why a session cannot be made with these, or null.</summary>
    internal Failure? Check() =>
        Policy is { AllowedFiles.Count: > 0 } or { AllowedHosts.Count: > 0 } or { EnvVariables.Count: > 0 }
            ? Failure.Config("a session has no grants of folders, hosts or variables; give it files with Files or WriteFileAsync")
            : null;

    /// <summary>What cells may ask the host to do, beside displaying.</summary>
    internal IReadOnlyList<IHostOperation> Operations { get; init; } = [];
}
