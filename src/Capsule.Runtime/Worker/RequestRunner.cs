using System.Security.Cryptography;
using System.Text;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Inputs;
using Capsule.Runtime.Programs.Warm;

namespace Capsule.Runtime.Worker;

/// <summary>Runs what requests ask for, with the policies that the command line would give them.</summary>
internal sealed class RequestRunner(CapsuleRuntime runtime, TaskGate gate, WorkerOptions worker)
{
    private const int MostPrograms = 256;
    private readonly WarmPrograms programs = new(MostPrograms, worker.Time);
    private readonly WarmProjects projects = new(worker.Time);

    /// <summary>Runs a task; the answer is an envelope, whatever happens.</summary>
    internal async Task<Envelope> RunAsync(RunParameters run, IRunObserver observer, CancellationToken cancellation)
    {
#pragma warning disable CA1031 // A defect must not cost other requests their answers.
        try
        {
            var folder = Path.GetFullPath(run.Directory ?? "", worker.Directory);
            if (!FindProject(run.Program!, folder).TryGet(out var project, out var failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            var options = OptionsFor(run, project, observer);
            var loaded = await LoadAsync(run, folder, project, options, cancellation).ConfigureAwait(false);
            if (!loaded.TryGet(out var program, out failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            using var turn = await gate.EnterAsync(cancellation).ConfigureAwait(false);
            return await runtime.RunAsync(program, run.Call, options, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return CapsuleRuntime.NotRun(run.Call.Task, new Failure(ErrorType.Cancelled, "the task was cancelled"));
        }
        catch (Exception e)
        {
            return CapsuleRuntime.NotRun(
                run.Call.Task, new Failure(ErrorType.InternalError, $"{e.GetType().Name}: {e.Message}"));
        }
#pragma warning restore CA1031
    }

    private static RunOptions OptionsFor(RunParameters run, ProjectFile project, IRunObserver observer) => new()
    {
        Defaults = run.Program!.Kind == WarmKind.Artifact ? Policies.TaskPolicy.Default : project.Defaults,
        Caps = project.Caps,
        Overrides = run.Overrides,
        Limits = project.Limits,
        Observer = observer,
    };

    /// <summary>A file's project is the one around it; texts and artifacts belong to where the caller stands.</summary>
    private Outcome<ProjectFile> FindProject(ProgramReference program, string folder) =>
        !Directory.Exists(folder) ? Failure.Config($"\"cwd\": there is no folder {folder}")
        : projects.Find(program.Kind == WarmKind.File
            ? Path.GetDirectoryName(Path.GetFullPath(program.Value, folder)) ?? "/"
            : folder);

    private Task<Outcome<LoadedProgram>> LoadAsync(
        RunParameters run, string folder, ProjectFile project, RunOptions options, CancellationToken cancellation)
    {
        var value = run.Program!.Value;
        switch (run.Program.Kind)
        {
            case WarmKind.Source:
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
                return programs.GetAsync(
                    new WarmKey(WarmKind.Source, hash, ProgramIdentity.Describe(options.Defaults)),
                    stop => OpenSourceAsync(value, options, stop),
                    cancellation);
            case WarmKind.Artifact:
                var artifact = Path.GetFullPath(value, folder);
                return programs.GetAsync(
                    new WarmKey(WarmKind.Artifact, artifact, ""), stop => OpenArtifactAsync(artifact, options, stop), cancellation);
            default:
                var packages = run.SitePackages is { } named ? Path.GetFullPath(named, folder) : null;
                var request = new ProgramRequest(Path.GetFullPath(value, folder), project, packages);
                return programs.GetAsync(
                    new WarmKey(WarmKind.File, request.EntryFile, $"{project.Path}\0{packages}"),
                    stop => OpenFileAsync(request, options, stop),
                    cancellation);
        }
    }

    private async Task<Outcome<BuiltProgram>> OpenFileAsync(
        ProgramRequest request, RunOptions options, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation).ConfigureAwait(false);
        return await runtime.OpenAsync(request, options, cancellation).ConfigureAwait(false);
    }

    private async Task<Outcome<BuiltProgram>> OpenSourceAsync(string text, RunOptions options, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation).ConfigureAwait(false);
        var loaded = await runtime.LoadAsync(ProgramSource.FromText(text), options, cancellation).ConfigureAwait(false);
        return loaded.TryGet(out var program, out var failure) ? new BuiltProgram(program, ProgramInputs.None) : failure;
    }

    private async Task<Outcome<BuiltProgram>> OpenArtifactAsync(string path, RunOptions options, CancellationToken cancellation)
    {
        using var turn = await gate.EnterAsync(cancellation).ConfigureAwait(false);
        var inputs = new InputTracker();
        if (!ArtifactReader.Read(path).TryGet(out var artifact, out var failure))
        {
            return failure;
        }

        inputs.Read(path);
        var loaded = await runtime.LoadAsync(artifact, options, cancellation).ConfigureAwait(false);
        return loaded.TryGet(out var program, out failure) ? new BuiltProgram(program, inputs.ToInputs()) : failure;
    }
}
