using Capsule.Journaling;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Warm;
using Capsule.Runtime.Worker.Runs;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>Runs what requests ask for, with the policies that the command line would give them.</summary>
internal sealed class RequestRunner(CapsuleRuntime runtime, ProgramOpener programs, JournalPool journals, WorkerOptions worker)
{
    /// <summary>Runs a task; the answer is an envelope, whatever happens.</summary>
    internal async Task<Envelope> RunAsync(RunParameters run, RunClient client, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // A defect must not cost other requests their answers.
        try
        {
            var folder = Path.GetFullPath(run.Directory ?? "", worker.Directory);
            if (!FindProject(run, folder).TryGet(out var project, out var failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            if (!FolderMount.ParseAll(run.Mounts, folder).TryGet(out var mounts, out failure)
                || !EnvironmentFiles.Read(project.Folder ?? FolderOf(run, folder)).TryGet(out var environment, out failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            if (run.Program!.Kind != WarmKind.File && (run.SitePackages is not null || run.Packages.Count > 0))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, Failure.Config(
                    "\"packages\" and \"site_packages\" are for programs in a \"file\": an artifact has its own, and code that is sent as \"source\" can have some in a session"));
            }

            if (!(await worker.FindPackagesAsync(run.SitePackages, run.Packages, project.Folder ?? FolderOf(run, folder), cancellationToken).ConfigureAwait(false))
                .TryGet(out var packages, out failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            var options = OptionsFor(run, folder, project, client.Observer) with
            {
                Mounts = mounts,
                Environment = environment,
                Tools = ToolDeclaration.ToTools(run.Tools, client.Tools),
            };
            var loaded = await programs.OpenAsync(run.Program!, folder, project, packages, options, cancellationToken)
                .ConfigureAwait(false);
            if (!loaded.TryGet(out var program, out failure))
            {
                return CapsuleRuntime.NotRun(run.Call.Task, failure);
            }

            return run.IsDurable || run.Key is not null
                ? await RunJournaledAsync(run, program, options, folder, project, cancellationToken).ConfigureAwait(false)
                : await runtime.RunAsync(program, run.Call, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
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

    private async Task<Envelope> RunJournaledAsync(
        RunParameters run, LoadedProgram program, RunOptions options, string folder, ProjectFile project, CancellationToken cancellationToken)
    {
        if (run.Program!.Kind == WarmKind.Source || !project.HasJournal)
        {
            return CapsuleRuntime.NotRun(run.Call.Task, Failure.Config(project.HasJournal
                ? "a durable run needs its program in a \"file\" or an \"artifact\", to continue"
                : $"a durable run needs its journal: leave out [journal] enabled = false in {project.Path}"));
        }

        var root = Path.GetFullPath(project.Folder ?? FolderOf(run, folder));
        if (!journals.Open(root).TryGet(out var lease, out var failure))
        {
            return CapsuleRuntime.NotRun(run.Call.Task, failure);
        }

        await using (lease.ConfigureAwait(false))
        {
            var journaling = new RunJournaling
            {
                Journal = lease.Journal,
                Program = Path.GetRelativePath(root, Path.GetFullPath(run.Program.Value, folder)),
                IsDurable = run.IsDurable,
                IdempotencyKey = run.Key,
            };
            return await FindExecutedAsync(lease.Journal, run.Key, cancellationToken).ConfigureAwait(false) is { } other
                ? await WaitForAsync(new RunHandle(lease.Journal, other), run, options, cancellationToken).ConfigureAwait(false)
                : await runtime.RunAsync(program, run.Call, options with { Journaling = journaling }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The run with a key that somebody executes already, or null.</summary>
    private static async Task<RunId?> FindExecutedAsync(IJournalReader journal, string? key, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return null;
        }

        var found = await journal.RunsAsync(new RunQuery { IdempotencyKey = key, Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return found.Value is [{ IsOwned: true } executed] ? executed.Id : null;
    }

    /// <summary>Waits for a run that another request, or another process, executes.</summary>
    private static async Task<Envelope> WaitForAsync(RunHandle other, RunParameters run, RunOptions options, CancellationToken cancellationToken)
    {
        options.Observer.OnRunStarted(other.Id);
        try
        {
            return await other.GetResultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CapsuleException e)
        {
            return CapsuleRuntime.NotRun(run.Call.Task, e.Failure) with { RunId = other.Id.ToString() };
        }
    }

    /// <summary>A file has the folders that it declares beside itself; texts and artifacts, where the caller stands.</summary>
    private static RunOptions OptionsFor(RunParameters run, string folder, ProjectFile project, IRunObserver observer) => new()
    {
        Defaults = run.Program!.Kind == WarmKind.Artifact ? TaskPolicy.Default : project.Defaults,
        Caps = project.Caps,
        Overrides = run.Overrides,
        Limits = project.Limits,
        ProjectFolder = run.Program.Kind == WarmKind.File ? null : project.Folder ?? folder,
        Observer = observer,
    };

    /// <summary>Where a program without a capsule.toml belongs: a file beside itself; texts and artifacts, where the caller stands.</summary>
    private static string FolderOf(RunParameters run, string folder) => run.Program!.Kind == WarmKind.File
        ? Path.GetDirectoryName(Path.GetFullPath(run.Program.Value, folder)) ?? folder
        : folder;

    /// <summary>A file's project is the one around it; texts and artifacts belong to where the caller stands.</summary>
    private Outcome<ProjectFile> FindProject(RunParameters run, string folder) =>
        Directory.Exists(folder)
            ? programs.FindProject(run.Program!, folder)
            : Failure.Config($"\"cwd\": there is no folder {folder}");
}
