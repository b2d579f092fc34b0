using System.Text.Json;
using Capsule.Journaling;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>What a request about journaled runs says; which of it, is its method's.</summary>
internal sealed record StoredRunParameters
{
    /// <summary>The run's id, or its key.</summary>
    internal string Run { get; init; } = "";

    /// <summary>The folder whose runs are meant, relative to the worker's directory; null for that directory.</summary>
    internal string? Directory { get; init; }

    /// <summary>The name of a signal.</summary>
    internal string Name { get; init; } = "";

    /// <summary>What a signal carries; null for nothing.</summary>
    internal JsonElement? Payload { get; init; }

    /// <summary>Which runs to list.</summary>
    internal RunQuery Query { get; init; } = new();

    /// <summary>Folders that the run was started with, as <see cref="FolderMount.Parse"/> reads them.</summary>
    internal IReadOnlyList<string> Mounts { get; init; } = [];

    /// <summary>A folder of installed packages, or null to look for one.</summary>
    internal string? SitePackages { get; init; }

    /// <summary>Packages to install for the run.</summary>
    internal IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>Functions of the client that the run's tasks may call.</summary>
    internal IReadOnlyList<ToolDeclaration> Tools { get; init; } = [];

    /// <summary>Whether the program may have changed since the run was started.</summary>
    internal bool AcceptsChanges { get; init; }

    /// <summary>Whether what happens is told while it happens.</summary>
    internal bool Stream { get; init; }
}
