using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary>Runs what <c>capsule build</c> wrote, with the limits and grants that it was built with.</summary>
internal sealed class ArtifactRun(ExecutionOptions execution, Terminal terminal)
{
    /// <summary>Runs an artifact; gives the envelope, or why it was not run.</summary>
    internal async Task<Outcome<Envelope>> RunAsync(ParseResult parsed, string file, CancellationToken cancellationToken)
    {
        if (!execution.Read(parsed).TryGet(out var wanted, out var failure)
            || !ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out failure)
            || !execution.ReadLimits(parsed, project.Limits).TryGet(out var limits, out failure)
            || !execution.ReadCaps(parsed, project.Caps).TryGet(out var caps, out failure)
            || !EnvironmentFiles.Read(project.Folder ?? Environment.CurrentDirectory).TryGet(out var environment, out failure)
            || !ArtifactReader.Read(file).TryGet(out var artifact, out failure)
            || !execution.ReadJournal(parsed, project, ProjectJournal.Here(project), file).TryGet(out var plan, out failure))
        {
            return failure;
        }

        var options = new RunOptions
        {
            Caps = caps,
            Overrides = wanted.Overrides,
            Limits = limits,
            Mounts = wanted.Mounts,
            ProjectFolder = Path.GetDirectoryName(project.Path) ?? Environment.CurrentDirectory,
            Environment = environment,
            Observer = execution.Display(parsed),
        };
        return await ProgramRun.ExecuteAsync(
            terminal,
            plan,
            options,
            GuestLanguage.OfName(artifact.Info.Language) ?? GuestLanguage.Python,
            (runtime, token) => execution.LoadAsync(parsed, () => runtime.LoadAsync(artifact, options, token)),
            (runtime, program, ready, token) => runtime.RunAsync(program, wanted.Call, ready, token),
            cancellationToken).ConfigureAwait(false);
    }
}
