using Capsule.Runtime;

namespace Capsule.Mcp;

/// <summary>What clients of the MCP server may do. They name none of it: a model's code has what the operator gives here.</summary>
public sealed record McpOptions
{
    /// <summary>What code has that asks for no limits of its own, and which hosts and variables it may use.</summary>
    public TaskPolicy Policy { get; init; } = TaskPolicy.Default with { Compute = Compute.High, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The most that a call may ask for.</summary>
    public PolicyCaps Caps { get; init; } = new()
    {
        Limits = new TaskLimits { Ram = new ByteSize(1_000_000_000), Timeout = TimeSpan.FromMinutes(5) },
    };

    /// <summary>Folders of the host for code, tasks and sessions.</summary>
    public IReadOnlyList<FolderMount> Mounts { get; init; } = [];

    /// <summary>A folder of installed packages, or a virtual environment, that code and sessions import from; null for none.</summary>
    public string? SitePackages { get; init; }

    /// <summary>Gets the packages in <see cref="SitePackages"/> that models are told of, such as <c>numpy&gt;=2</c>. The default is none.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Gets other MCP servers, whose tools code and sessions may call as functions. The default is none.</summary>
    public IReadOnlyList<McpConnection> Connections { get; init; } = [];

    /// <summary>
    /// Gets the names in Python of tools of <see cref="Connections"/> that may change something and are called without asking the client's
    /// user, such as <c>files_write_file</c>; <c>*</c> at the end stands for any rest. The default is none.
    /// </summary>
    public IReadOnlyList<string> AllowedTools { get; init; } = [];

    /// <summary>The folder of the project whose tasks can be run, or null for none.</summary>
    public string? Project { get; init; }

    /// <summary>How the project's tasks are journaled, or null for not at all.</summary>
    public RunJournaling? Journaling { get; init; }

    /// <summary>The project's runs, for clients to read about, or null for none.</summary>
    public IRunTraces? Traces { get; init; }

    /// <summary>How many sessions may be there at once.</summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>After so long without a call a session goes to the disk, until it is used again.</summary>
    public TimeSpan SessionIdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many bytes of the files of code that has ended are kept for clients to read.</summary>
    internal int MaxKeptFileBytes { get; init; } = KeptFiles.MaxBytes;

    /// <summary>
    /// Gets how long an answer is at most, in characters of the JSON that a model reads, images not counted; at least 2,000. The default
    /// is 20,000. What is longer is told by its beginning and its end.
    /// </summary>
    public int MaxAnswerLength { get; init; } = 20_000;
}
