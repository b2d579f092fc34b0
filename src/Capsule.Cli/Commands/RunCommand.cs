using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule run</c>: runs a task of a program, by default <c>main</c>.</summary>
internal sealed class RunCommand(SplitLine line, Terminal terminal)
{
    private readonly EntryOptions entry = new();
    private readonly SourceText text = new();
    private readonly ExecutionOptions execution = new(line, terminal);
    private readonly Option<bool> watch = new("--watch") { Description = "Run again whenever a source of the project changes, until Ctrl-C." };

    internal static Command Create(SplitLine line, Terminal terminal) => new RunCommand(line, terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "run",
            """
            Runs a Python file: its task 'main', each task in a sandbox of its own. A file without tasks is run from its first
            line to its last.

            The result goes to stdout, strings as they are and the rest as JSON.

              capsule run hello.py
              capsule run                           main.py, or the entrypoint of capsule.toml
              capsule run -c 'print(6 * 7)'         this code; 'capsule run -' reads it from stdin
              capsule run hello.wasm                what 'capsule build' wrote
              capsule run jobs.py --task load       the task 'load'
              capsule run greet.py Ada              main("Ada"); for main(n: int), 5 is a number
              capsule run sum.py --args-json '[1, 2]'
              capsule run tool.py -- --flag         main("--flag"), or main() and sys.argv
              capsule run --json hello.py           the envelope
              capsule run --with numpy sum.py       with a package, for this call

            Exit codes: 0 success, 1 the task failed, 2 usage or configuration, 3 internal error, 130 interrupted.
            """);
        entry.AddTo(command);
        text.AddTo(command);
        command.Add(watch);
        execution.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(watch) ? WatchAsync(parsed, cancellationToken) : RunOnceAsync(parsed, cancellationToken);

    private async Task<int> WatchAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (text.HasCode(parsed) || IsInput(parsed) || IsArtifact(parsed))
        {
            return execution.Report(parsed, CapsuleRuntime.NotRun(null, Failure.Config("--watch needs a source file or a folder, whose changes it waits for")));
        }

        if (!entry.Read(parsed).TryGet(out var request, out var failure))
        {
            return execution.Report(parsed, CapsuleRuntime.NotRun(null, failure));
        }

        while (true)
        {
            // What changes while the program runs counts too.
            var sources = new SourceWatch(Path.GetFullPath(request.ProjectFolder));
            var code = await RunOnceAsync(parsed, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return code;
            }

            terminal.Tell($"Waiting for a change in {request.ProjectFolder}; Ctrl-C ends this.");
            await sources.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> RunOnceAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var envelope = await RunEnvelopeAsync(parsed, cancellationToken).ConfigureAwait(false);
        return execution.Report(parsed, envelope.ToEnvelope());
    }

    private async Task<Outcome<Envelope>> RunEnvelopeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var written = entry.Written(parsed);
        if (IsArtifact(parsed))
        {
            return entry.RefuseForArtifact(parsed) is { } refusal
                ? refusal
                : await new ArtifactRun(execution, terminal).RunAsync(parsed, written!, cancellationToken).ConfigureAwait(false);
        }

        if (IsInput(parsed) && execution.ReadsInput(parsed))
        {
            return Failure.Config("the program and its arguments cannot both be on standard input: give one of them in a file");
        }

        if (!execution.Read(parsed, text.HasCode(parsed) ? written : null).TryGet(out var wanted, out var failure)
            || !ReadProgram(parsed).TryGet(out var request, out failure)
            || !execution.ReadLimits(parsed, request.Project.Limits).TryGet(out var limits, out failure)
            || !execution.ReadCaps(parsed, request.Project.Caps).TryGet(out var caps, out failure)
            || !EnvironmentFiles.Read(request.ProjectFolder).TryGet(out var environment, out failure)
            || !ReadJournal(parsed, request).TryGet(out var plan, out failure))
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
            request.Language,
            (runtime, token) => execution.LoadAsync(parsed, () => entry.LoadAsync(terminal, parsed, runtime, request, options, token)),
            (runtime, program, ready, token) => runtime.RunAsync(program, wanted.Call, ready, token),
            cancellationToken).ConfigureAwait(false);
    }

    private bool IsArtifact(ParseResult parsed) =>
        !text.HasCode(parsed) && entry.Written(parsed)?.EndsWith(".wasm", StringComparison.Ordinal) == true;

    private bool IsInput(ParseResult parsed) => !text.HasCode(parsed) && entry.Written(parsed) == SourceText.StandardInput;

    private Outcome<ProgramRequest> ReadProgram(ParseResult parsed)
    {
        if (!text.HasCode(parsed) && !IsInput(parsed))
        {
            return entry.Read(parsed);
        }

        return text.Read(parsed).TryGet(out var source, out var failure)
            ? entry.ReadText(parsed, text.NameOf(parsed), source)
            : failure;
    }

    private Outcome<JournalPlan?> ReadJournal(ParseResult parsed, ProgramRequest request) => request.Text is null
        ? execution.ReadJournal(parsed, request.Project, ProjectJournal.Of(request), request.EntryFile)
        : execution.ReadJournalOfText(parsed);
}
