using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Programs;

/// <summary>A program as a sandbox sees it: complete, or a view of folders that are read when something is imported.</summary>
/// <param name="EntryFile">The entry file, relative to the working directory.</param>
/// <param name="Module">The entry's module name.</param>
/// <param name="SearchFolder">Where modules are searched first, relative to the working directory.</param>
/// <param name="Workspace">The files.</param>
internal sealed record ProgramView(string EntryFile, string Module, string SearchFolder, Workspace Workspace)
{
    /// <summary>Where modules are searched first, in the guest.</summary>
    internal string SearchPath => $"{Guests.Abstractions.Workspace.Path}/{SearchFolder}".TrimEnd('/');

    internal static ProgramView Of(ProgramSource source, IModuleCompiler? compiler) => new(
        source.EntryFile, source.Module, source.SearchFolder,
        new Workspace(WorkspaceFolder.Of(source.Files), WorkspaceFolder.Of(source.Packages), compiler));
}
