using Capsule.Journaling;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using IoPath = System.IO.Path;

namespace Capsule.Runtime.Durable;

/// <summary>The program of a run that is in a journal.</summary>
internal sealed class StoredProgram
{
    private readonly ProjectFile project;
    private readonly string? sitePackages;

    private StoredProgram(string path, ProjectFile project, string? sitePackages) =>
        (Path, this.project, this.sitePackages) = (path, project, sitePackages);

    /// <summary>The program's file.</summary>
    internal string Path { get; }

    /// <summary>What capsule.toml says of it.</summary>
    internal ProjectFile Project => project;

    /// <summary>The program, as it is opened.</summary>
    internal ProgramReference Reference => IsSource ? ProgramReference.File(Path) : ProgramReference.Artifact(Path);

    private bool IsSource => GuestLanguage.OfFile(Path) is not null;

    /// <summary>Finds a run's program.</summary>
    /// <param name="root">The folder of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="sitePackages">The folder of packages that was named, or null.</param>
    /// <remarks>
    /// Threat: a folder from elsewhere with a journal that names another program of this machine, which would run with its own
    /// grants and with a stranger's arguments. Sources are only taken from below the folder; an artifact has its grants in it,
    /// and gets folders of the project only.
    /// </remarks>
    internal static Outcome<StoredProgram> Find(string root, RunRecord run, string? sitePackages)
    {
        if (run.Start.Program.Contains('\0', StringComparison.Ordinal))
        {
            return Failure.Config($"run {run.Id} names a program whose path holds a NUL: something other than Capsule wrote it");
        }

        var path = IoPath.GetFullPath(IoPath.Combine(root, run.Start.Program));
        var isSource = GuestLanguage.OfFile(path) is not null;
        if (isSource && !path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            return Failure.Config($"run {run.Id} is one of {path}, which is not in {root}: it is not run from there");
        }

        if (!File.Exists(path))
        {
            return Failure.Config($"the program of run {run.Id} is gone: there is no file {path}");
        }

        return ProjectFileReader.Find(isSource ? IoPath.GetDirectoryName(path)! : root).TryGet(out var project, out var failure)
            ? new StoredProgram(path, project, sitePackages)
            : failure;
    }

    /// <summary>What holds for all runs of the project.</summary>
    internal Outcome<RunOptions> Options(string root) =>
        EnvironmentFiles.Read(Folder(root)).TryGet(out var environment, out var failure)
            ? Options(root, environment)
            : failure;

    private string Folder(string root) => project.Folder ?? (IsSource ? IoPath.GetDirectoryName(Path)! : root);

    private RunOptions Options(string root, RunEnvironment environment) => new()
    {
        Environment = environment,
        Defaults = IsSource ? project.Defaults : new RunOptions().Defaults,
        Caps = project.Caps,
        Limits = project.Limits,
        ProjectFolder = IsSource ? null : root,
    };

    /// <summary>Loads it.</summary>
    /// <param name="runtime">Loads and runs it.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="provide">Installs the packages that a program declares.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(
        CapsuleRuntime runtime, RunOptions options, Func<ProgramRequest, Task<Outcome<ProgramRequest>>> provide, CancellationToken cancellationToken)
    {
        if (IsSource)
        {
            var provided = await provide(new ProgramRequest(Path, project, sitePackages)).ConfigureAwait(false);
            return provided.TryGet(out var request, out var missing)
                ? await runtime.LoadAsync(request, options, cancellationToken).ConfigureAwait(false)
                : missing;
        }

        return ArtifactReader.Read(Path).TryGet(out var artifact, out var failure)
            ? await runtime.LoadAsync(artifact, options, cancellationToken).ConfigureAwait(false)
            : failure;
    }
}
