using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule exec</c>: runs what <c>capsule build</c> wrote.</summary>
internal sealed class ExecCommand(SplitLine line, Terminal terminal)
{
    private readonly Argument<string> file = new("FILE") { Description = "The artifact, such as hello.wasm." };
    private readonly ExecutionOptions execution = new(line, terminal);

    internal static Command Create(SplitLine line, Terminal terminal) => new ExecCommand(line, terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "exec",
            """
            Runs a program that 'capsule build' wrote, with the limits and grants that it was built with.

              capsule exec hello.wasm
              capsule exec hello.wasm Ada --json

            An artifact may come from a stranger: 'capsule inspect' shows what it wants, the flags set the limits of its
            entry, and [limits] in the capsule.toml of the current folder caps limits and grants of all tasks. --limit-… caps
            grants from the command line:

              capsule exec stranger.wasm --limit-hosts api.example.org --limit-files none --limit-env none
            """);
        file.Validators.Add(Flags.Refuse);
        command.Add(file);
        execution.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var envelope = await RunEnvelopeAsync(parsed, cancellationToken).ConfigureAwait(false);
        return execution.Report(parsed, envelope.ToEnvelope());
    }

    private async Task<Outcome<Envelope>> RunEnvelopeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!execution.Read(parsed).TryGet(out var wanted, out var failure)
            || !ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out failure)
            || !execution.ReadLimits(parsed, project.Limits).TryGet(out var limits, out failure)
            || !execution.ReadCaps(parsed, project.Caps).TryGet(out var caps, out failure)
            || !EnvironmentFiles.Read(project.Folder ?? Environment.CurrentDirectory).TryGet(out var environment, out failure)
            || !ArtifactReader.Read(parsed.GetRequiredValue(file)).TryGet(out var artifact, out failure)
            || !execution.ReadJournal(parsed, project, ProjectJournal.Here(project), parsed.GetRequiredValue(file))
                .TryGet(out var plan, out failure))
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
            (runtime, token) => runtime.LoadAsync(artifact, options, token),
            (runtime, program, ready, token) => runtime.RunAsync(program, wanted.Call, ready, token),
            cancellationToken).ConfigureAwait(false);
    }
}
