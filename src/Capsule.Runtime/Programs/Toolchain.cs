using Capsule.Guests.Abstractions;
using Capsule.Programs;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs.Bytecode;
using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Programs;

/// <summary>Gives programs of one language that are ready to run: from the cache, from sources, or from artifacts.</summary>
internal sealed class Toolchain(
    IGuest guest, ProgramLoader loader, ProgramCache cache, BytecodeStore bytecode, LoadLimits limits, Func<string, string?> environment)
{
    private readonly ProgramBuilder builder = new(guest, loader, bytecode, environment, cache.Packages);

    private string ImageId => guest.Identity.ImageId;

    private Snapshot Image => guest.Base;

    /// <summary>The program of an entry file; call on a sandbox thread.</summary>
    internal Outcome<BuiltProgram> Open(ProgramRequest request, LoadSinks sinks, CancellationToken cancellationToken)
    {
        var opened = OpenProgram(request, sinks, cancellationToken);
        if (opened.TryGet(out var built, out _))
        {
            built.Program.Folder = request.Folder;
        }

        return opened;
    }

    private Outcome<BuiltProgram> OpenProgram(ProgramRequest request, LoadSinks sinks, CancellationToken cancellationToken)
    {
        var active = environment("VIRTUAL_ENV");
        if (cache.Find(request, active) is { } cached
            && Restore(cached.Artifact, cached.Artifact.Info.ProgramId) is { } program)
        {
            program.LeftOut = cached.LeftOut;
            return new BuiltProgram(program, cached.Inputs);
        }

        var allowed = request.Project.Loading ?? limits;
        if (cache.FindFailure(request, active, allowed) is { } known)
        {
            return known;
        }

        if (!builder.Build(request, allowed, sinks, cancellationToken, out var failed).TryGet(out var built, out var failure))
        {
            if (failed is not null)
            {
                cache.AddFailure(request, active, allowed, failed, failure);
            }

            return failure;
        }

        cache.Add(request, active, built);
        return built;
    }

    /// <summary>A program whose files are at hand; call on a sandbox thread.</summary>
    internal Outcome<LoadedProgram> Open(
        ProgramSource source, TaskPolicy defaults, LoadSinks sinks, CancellationToken cancellationToken) =>
        Load(source, defaults, sinks, cancellationToken).TryGet(out var loaded, out var failure)
            ? ToProgram(source, ProgramIdentity.Of(source, defaults, ImageId), loaded.Manifest, loaded.Snapshot)
            : failure;

    /// <summary>
    /// The program of an artifact; call on a sandbox thread. Its snapshot is used where it was made from our image;
    /// otherwise it is loaded again from its own sources, and keeps the policies that it was built with.
    /// </summary>
    internal Outcome<LoadedProgram> Open(Artifact artifact, LoadSinks sinks, CancellationToken cancellationToken)
    {
        if (artifact.Info.ImageId == ImageId && Restore(artifact, artifact.Info.ProgramId) is { } program)
        {
            return program;
        }

        var source = SourceOf(artifact);
        if (!Load(source, TaskPolicy.Default, sinks, cancellationToken).TryGet(out var loaded, out var failure))
        {
            return failure;
        }

        var manifest = ManifestOf(artifact);
        var missing = manifest.Tasks.FirstOrDefault(task => loaded.Manifest.Find(task.Name) is null);
        return missing is not null
            ? new Failure(ErrorType.BuildError, $"the artifact's sources do not declare its task '{missing.Name}'")
            : ToProgram(source, artifact.Info.ProgramId, manifest, loaded.Snapshot);
    }

    private Outcome<LoadResult> Load(ProgramSource source, TaskPolicy defaults, LoadSinks sinks, CancellationToken cancellationToken)
    {
        var modules = bytecode.Open(limits);
        var loaded = loader.Load(ProgramView.Of(source, modules), defaults, limits, sinks, cancellationToken, out _);
        modules.Keep();
        return loaded;
    }

    private LoadedProgram ToProgram(ProgramSource source, string id, ProgramManifest manifest, Snapshot? snapshot) => new()
    {
        Id = id,
        Guest = guest,
        Source = source,
        Manifest = manifest,
        Snapshot = snapshot,
        Bytecode = bytecode.Open(limits),
    };

    /// <summary>The program as the artifact holds it, or null when its snapshot does not fit our image.</summary>
    private LoadedProgram? Restore(Artifact artifact, string id)
    {
        if (artifact.Info.Snapshot is not { } state)
        {
            return ToProgram(SourceOf(artifact), id, ManifestOf(artifact), null);
        }

        var fits = artifact.Pages is not null && state.MemoryBytes >= Image.MemoryBytes
            && state.Globals.Count == Image.Globals.Count && state.Tables.Count == Image.Tables.Count;
        return !fits || RestoreLibraries(artifact) is not { } libraries ? null : ToProgram(SourceOf(artifact), id, ManifestOf(artifact), new Snapshot
        {
            Image = Image.Image,
            Delta = artifact.Pages!,
            MemoryBytes = state.MemoryBytes,
            PopulatedPages = state.PopulatedPages,
            Globals = state.Globals,
            Tables = state.Tables,
            Modules = libraries,
        });
    }

    /// <summary>The libraries of an artifact's snapshot, or null when they do not fit its memory or are not what they were.</summary>
    private IReadOnlyList<LoadedModule>? RestoreLibraries(Artifact artifact)
    {
        try
        {
            var (state, packages) = (artifact.Info.Snapshot!, Workspace.PackagesPath + "/");
            return guest.ReadLibraries(state.Libraries, state.MemoryBytes, path =>
                path.StartsWith(packages, StringComparison.Ordinal) && artifact.Packages.TryGetValue(path[packages.Length..], out var file) ? file : null);
        }
        catch (Exception e) when (e is InvalidDataException or WasmException)
        {
            return null;
        }
    }

    private static ProgramSource SourceOf(Artifact artifact) => new()
    {
        EntryFile = artifact.Info.EntryFile,
        Module = artifact.Info.Module,
        SearchFolder = artifact.Info.SearchFolder,
        Files = artifact.Files,
        Packages = artifact.Packages,
    };

    private static ProgramManifest ManifestOf(Artifact artifact) => new(
        artifact.Info.Module, [.. artifact.Info.Tasks.Select(task => task.ToDefinition())], artifact.Info.Entry);
}
