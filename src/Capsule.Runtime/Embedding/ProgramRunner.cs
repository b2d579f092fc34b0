using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs.Warm;

namespace Capsule.Runtime.Embedding;

/// <summary>Runs programs for the program that embeds the runtime: finds, builds, keeps and runs them.</summary>
internal sealed class ProgramRunner(CapsuleRuntime runtime, TimeProvider time)
{
    private readonly ProgramOpener programs = new(runtime, time);

    /// <summary>Runs a task; the answer is an envelope, whatever the task does.</summary>
    internal Task<Envelope> RunAsync(
        ProgramReference program, TaskCall call, RunOptions options, CancellationToken cancellationToken) =>
        runtime.TrackAsync(
            call.Task, options, (granted, token) => RunTrackedAsync(program, call, granted, token), cancellationToken);

    private async Task<Envelope> RunTrackedAsync(
        ProgramReference program, TaskCall call, RunOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var folder = Environment.CurrentDirectory;
            if (!FindProject(program, folder).TryGet(out var project, out var failure))
            {
                return CapsuleRuntime.NotRun(call.Task, failure);
            }

            options = WithProject(options, project);
            var loaded = await programs.OpenAsync(program, folder, project, sitePackages: null, options, cancellationToken)
                .ConfigureAwait(false);
            if (!loaded.TryGet(out var built, out failure))
            {
                return CapsuleRuntime.NotRun(call.Task, failure);
            }

            return await runtime.StartAsync(built, call, options, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CapsuleRuntime.NotRun(call.Task, new Failure(ErrorType.Cancelled, "the task was cancelled"));
        }
    }

    /// <summary>Texts and artifacts belong to no folder, whatever the current directory of the process is.</summary>
    private Outcome<ProjectFile> FindProject(ProgramReference program, string folder) =>
        program.Kind == WarmKind.File ? programs.FindProject(program, folder) : new ProjectFile();

    /// <summary>What capsule.toml says counts where the options say nothing; of two caps, the lower one.</summary>
    private static RunOptions WithProject(RunOptions options, ProjectFile project) => options with
    {
        Defaults = ReferenceEquals(options.Defaults, TaskPolicy.Default) ? project.Defaults : options.Defaults,
        Limits = ReferenceEquals(options.Limits, RunLimits.Default) ? project.Limits : options.Limits,
        Caps = options.Caps.And(project.Caps),
    };
}
