using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>What a request about a session says; which of it, is its method's.</summary>
internal sealed record SessionParameters
{
    /// <summary>The session's id.</summary>
    internal string Session { get; init; } = "";

    /// <summary>The cell.</summary>
    internal string? Source { get; init; }

    /// <summary>Whether what is shown is told at once.</summary>
    internal bool Stream { get; init; }

    /// <summary>Limits of the session's calls, or of one call.</summary>
    internal TaskLimits Overrides { get; init; } = TaskLimits.None;

    /// <summary>Limits and grants of the session itself.</summary>
    internal SessionOptions Options { get; init; } = SessionOptions.Default;

    /// <summary>Folders for the session, as <see cref="FolderMount.Parse"/> reads them.</summary>
    internal IReadOnlyList<string> Mounts { get; init; } = [];

    /// <summary>Where relative paths of the host start, relative to the worker's directory; null for that directory.</summary>
    internal string? Directory { get; init; }

    /// <summary>A file or folder of the session.</summary>
    internal string? Path { get; init; }

    /// <summary>What the file is to hold.</summary>
    internal ReadOnlyMemory<byte>? Contents { get; init; }

    /// <summary>A file of the host to read.</summary>
    internal string? FromFile { get; init; }

    /// <summary>A file of the host to write.</summary>
    internal string? ToFile { get; init; }

    /// <summary>The id of a snapshot.</summary>
    internal string? Snapshot { get; init; }

    /// <summary>The id of a session that is on the disk.</summary>
    internal string? Resume { get; init; }

    /// <summary>Functions of the client that cells may call.</summary>
    internal IReadOnlyList<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>Packages to install for the session.</summary>
    internal IReadOnlyList<string> Packages { get; init; } = [];
}
