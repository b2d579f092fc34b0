using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Envelopes;
using Capsule.Errors;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule run</c>: runs a Python file's task <c>main</c>.</summary>
internal sealed class RunCommand
{
    private readonly Argument<string?> file = new("FILE")
    {
        Description = "The Python file; without it, the entrypoint of capsule.toml.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> words = new("ARGS")
    {
        Description = "Arguments for the task, as strings. Those that start with a dash go behind --.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print the envelope as JSON, with error, time, compute and memory; what tasks print goes to stderr.",
    };

    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Tell the life of each task on stderr as it happens.",
    };

    private readonly LimitOptions limits = new();
    private readonly ArgumentOptions arguments = new();
    private readonly SplitLine line;
    private readonly Terminal terminal;

    private RunCommand(SplitLine line, Terminal terminal)
    {
        this.line = line;
        this.terminal = terminal;
        file.Validators.Add(Flags.Refuse);
        words.Validators.Add(Flags.Refuse);
    }

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
              capsule run tool.py -- --flag         main("--flag")
              capsule run --json hello.py           the envelope

            Exit codes: 0 success, 1 the task failed, 2 usage or configuration, 3 internal error, 130 interrupted.
            """)
        {
            file, words, json, verbose,
        };
        arguments.AddTo(command);
        limits.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var envelope = await RunEnvelopeAsync(parsed, cancellation).ConfigureAwait(false);
        if (parsed.GetValue(json))
        {
            EnvelopePrinter.PrintJson(terminal, envelope);
        }
        else
        {
            EnvelopePrinter.PrintResult(terminal, envelope);
        }

        return ExitCodes.Of(envelope);
    }

    private async Task<Envelope> RunEnvelopeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string[] given = [.. parsed.GetValue(words) ?? [], .. line.Behind];
        if (!limits.Read(parsed).TryGet(out var overrides, out var failure)
            || !arguments.Read(parsed, given).TryGet(out var call, out failure)
            || !FindProgram(parsed.GetValue(file)).TryGet(out var program, out failure))
        {
            return CapsuleRuntime.NotRun(null, failure);
        }

        var created = await CapsuleRuntime
            .CreateAsync(new CapsuleOptions { PreparationObserver = new PreparationDisplay(terminal) }, cancellation)
            .ConfigureAwait(false);
        if (!created.TryGet(out var runtime, out failure))
        {
            return CapsuleRuntime.NotRun(null, failure);
        }

        await using (runtime.ConfigureAwait(false))
        {
            var options = new RunOptions
            {
                Defaults = program.Project.Defaults,
                Overrides = overrides,
                Observer = new RunDisplay(terminal, parsed.GetValue(json), parsed.GetValue(verbose)),
            };
            return await runtime.RunAsync(program.Source, call, options, cancellation).ConfigureAwait(false);
        }
    }

    private static Outcome<(ProjectFile Project, ProgramSource Source)> FindProgram(string? path)
    {
        var folder = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!ProjectFileReader.Find(folder).TryGet(out var project, out var failure))
        {
            return failure;
        }

        if (path is null && project.Entrypoint is null)
        {
            return Failure.Config(project.Path is null
                ? "give a Python file to run, or make a capsule.toml with [workflow] entrypoint"
                : $"give a Python file to run, or set entrypoint in [workflow] of {project.Path}");
        }

        var entry = path ?? Path.Combine(Path.GetDirectoryName(project.Path)!, project.Entrypoint!);
        return SourceReader.FromFile(entry).TryGet(out var source, out failure) ? (project, source) : failure;
    }
}
