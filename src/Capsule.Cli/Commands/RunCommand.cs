using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule run</c>: runs a Python file's task <c>main</c>.</summary>
internal sealed class RunCommand(SplitLine line, Terminal terminal)
{
    private readonly EntryOptions entry = new();
    private readonly ExecutionOptions execution = new(line, terminal);

    internal static Command Create(SplitLine line, Terminal terminal) => new RunCommand(line, terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "run",
            """
            Runs a Python file: its task 'main', each task in a sandbox of its own.

            The result goes to stdout, strings as they are and the rest as JSON.

              capsule run hello.py
              capsule run greet.py Ada              main("Ada")
              capsule run sum.py --args-json '[1, 2]'
              capsule run tool.py -- --flag         main("--flag"), or main() and sys.argv
              capsule run --json hello.py           the envelope
              capsule run --with numpy sum.py       with a package, for this call

            Exit codes: 0 success, 1 the task failed, 2 usage or configuration, 3 internal error, 130 interrupted.
            """);
        entry.AddTo(command);
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
            || !entry.Read(parsed).TryGet(out var request, out failure)
            || !execution.ReadLimits(parsed, request.Project.Limits).TryGet(out var limits, out failure)
            || !execution.ReadCaps(parsed, request.Project.Caps).TryGet(out var caps, out failure)
            || !EnvironmentFiles.Read(request.ProjectFolder).TryGet(out var environment, out failure)
            || !execution.ReadJournal(parsed, request.Project, ProjectJournal.Of(request), request.EntryFile)
                .TryGet(out var plan, out failure))
        {
            return failure;
        }

        var options = new RunOptions
        {
            Defaults = request.Project.Defaults,
            Caps = caps,
            Overrides = wanted.Overrides,
            Limits = limits,
            Mounts = wanted.Mounts,
            Environment = environment,
            Observer = execution.Display(parsed),
        };
        return await ProgramRun.ExecuteAsync(
            terminal,
            plan,
            options,
            (runtime, token) => entry.LoadAsync(terminal, parsed, runtime, request, options, token),
            (runtime, program, ready, token) => runtime.RunAsync(program, wanted.Call, ready, token),
            cancellationToken).ConfigureAwait(false);
    }
}
