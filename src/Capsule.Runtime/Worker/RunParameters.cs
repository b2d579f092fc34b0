using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>What to run, and how.</summary>
internal sealed record RunParameters
{
    /// <summary>The program, or null as long as none was read.</summary>
    internal ProgramReference? Program { get; init; }

    /// <summary>The language of a program that is sent as text; null for Python.</summary>
    internal GuestLanguage? Language { get; init; }

    /// <summary>The task and its arguments.</summary>
    internal TaskCall Call { get; init; } = new();

    /// <summary>Limits in place of what the task declares.</summary>
    internal TaskLimits Overrides { get; init; } = TaskLimits.None;

    /// <summary>Folders for all tasks of the run, as <see cref="FolderMount.Parse"/> reads them.</summary>
    internal IReadOnlyList<string> Mounts { get; init; } = [];

    /// <summary>Where relative paths start, relative to the worker's directory; null for that directory.</summary>
    internal string? Directory { get; init; }

    /// <summary>A folder of installed packages, or null to look for one.</summary>
    internal string? SitePackages { get; init; }

    /// <summary>Packages to install for the run.</summary>
    internal IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Functions of the client that the run's tasks may call.</summary>
    internal IReadOnlyList<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>Whether the run is one that can be resumed.</summary>
    internal bool IsDurable { get; init; }

    /// <summary>The client's own name for the run, which is started once; or null.</summary>
    internal string? Key { get; init; }

    /// <summary>Whether what happens is told while it happens.</summary>
    internal bool Stream { get; init; }
}
