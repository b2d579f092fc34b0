using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Help;

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
        file.CompletesFiles(".wasm");
        command.Add(file);
        execution.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var artifact = new ArtifactRun(execution, terminal);
        var envelope = await artifact.RunAsync(parsed, parsed.GetRequiredValue(file), cancellationToken).ConfigureAwait(false);
        return execution.Report(parsed, envelope.ToEnvelope());
    }
}
