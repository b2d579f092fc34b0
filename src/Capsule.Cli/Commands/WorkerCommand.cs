using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime.Worker;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule worker</c>: serves other programs over standard input and output.</summary>
internal sealed class WorkerCommand(Terminal terminal)
{
    private readonly Option<int> maxConcurrent = new("--max-concurrent")
    {
        Description = "How many tasks run at once at the most.",
        HelpName = "N",
        DefaultValueFactory = _ => new WorkerOptions().MaxConcurrent,
    };

    private readonly Option<bool> cancelAtEnd = new("--cancel-at-end")
    {
        Description = "Cancel what runs when the input ends, instead of waiting for it.",
    };

    internal static Command Create(Terminal terminal) => new WorkerCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "worker",
            """
            Serves other programs: reads requests from stdin and writes answers to stdout, a line of JSON each.

              {"id": 1, "method": "run", "file": "hello.py", "args": ["Ada"]}

            Many requests are served at once, each with exactly one answer. docs/WORKER_PROTOCOL.md describes the lines;
            the Python package capsule-run speaks them for you.
            """);
        maxConcurrent.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--max-concurrent takes a whole number, 1 or more");
            }
        });
        command.Add(maxConcurrent);
        command.Add(cancelAtEnd);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new WorkerOptions
        {
            MaxConcurrent = parsed.GetValue(maxConcurrent),
            CancelAtEnd = parsed.GetValue(cancelAtEnd),
        };
        using var output = StandardOutput.Open();
        var served = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime =>
            {
                await WorkerServer.ServeAsync(runtime, Console.OpenStandardInput(), output, options, cancellation)
                    .ConfigureAwait(false);
                return "";
            },
            cancellation).ConfigureAwait(false);
        if (!served.TryGet(out _, out var failure))
        {
            WorkerServer.Refuse(output, failure);
            terminal.WriteError(failure.Message);
            return ExitCodes.Of(failure);
        }

        return cancellation.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
