
namespace Capsule.Runtime.Configuration;

/// <summary>What capsule.toml says (docs/reference/configuration.md). Without the file, everything has its default.</summary>
internal sealed record ProjectFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "capsule.toml";

    /// <summary>The file, or null when there is none.</summary>
    public string? Path { get; init; }

    /// <summary>The folder that the file is in, or null when there is none.</summary>
    public string? Folder => System.IO.Path.GetDirectoryName(Path);

    /// <summary>The workflow's name.</summary>
    public string? Name { get; init; }

    /// <summary>The workflow's version.</summary>
    public string? Version { get; init; }

    /// <summary>The file that <c>capsule run</c> runs, relative to capsule.toml.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Files of programs whose tasks the project's tasks may call, relative to capsule.toml.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>What tasks may use that declare nothing.</summary>
    public TaskPolicy Defaults { get; init; } = TaskPolicy.Default;

    /// <summary>Patterns of data files that are part of the program, relative to capsule.toml.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>The folder of installed packages, relative to capsule.toml, or null to look for one.</summary>
    public string? SitePackages { get; init; }

    /// <summary>The packages that the program requires, or null where the file has no such section.</summary>
    public PackageSettings? Packages { get; init; }

    /// <summary>The most that tasks may have, whatever they declare.</summary>
    public PolicyCaps Caps { get; init; } = PolicyCaps.None;

    /// <summary>What a run may use in all, over every task that it starts.</summary>
    public RunLimits Limits { get; init; } = RunLimits.Default;

    /// <summary>What the program may use while it is loaded, or null for what the runtime allows.</summary>
    public LoadLimits? Loading { get; init; }

    /// <summary>Whether runs can be resumed without being asked to.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Whether runs are journaled.</summary>
    public bool HasJournal { get; init; } = true;
}
