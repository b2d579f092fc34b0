using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Runs;
using Capsule.Packages;
using Capsule.Runtime;
using Capsule.Runtime.Sessions;
using Capsule.Runtime.Worker;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule worker</c>: serves other programs over standard input and output.</summary>
internal sealed class WorkerCommand(Terminal terminal)
{
    private readonly Option<int> maxConcurrent = CountFlag.Of(
        "--max-concurrent", "How many tasks compute at most at once. One that waits for the host does not count.", new CapsuleOptions().MaxConcurrency);

    private readonly Option<int> maxSessions = CountFlag.Of(
        "--max-sessions", "How many sessions may be there at once.", new WorkerOptions().MaxSessions, SessionStore.MaxSessions);

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

            Many requests are served at once, each with exactly one answer; sessions keep Python's state between them. docs/reference/worker-protocol.md describes the lines;
            the Python package capsule-run speaks them for you.
            """);
        command.Add(maxConcurrent);
        command.Add(maxSessions);
        command.Add(cancelAtEnd);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new WorkerOptions
        {
            MaxSessions = parsed.GetValue(maxSessions),
            CancelAtEnd = parsed.GetValue(cancelAtEnd),
        };
        if (!Console.IsInputRedirected)
        {
            terminal.Tell($"This serves a program that starts it by itself, such as the Python package capsule-run: one line of JSON for each request. Ctrl-D ends it.");
        }

        using var output = StandardOutput.Open();
        var served = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime =>
            {
                var serving = options with
                {
                    Journals = new WorkerJournals(terminal),
                    InstallPackages = (requirements, folder, token) => CapsulePackages.InstallAsync(runtime, requirements, folder, token),
                };
                await WorkerServer.ServeAsync(runtime, Console.OpenStandardInput(), output, serving, cancellationToken)
                    .ConfigureAwait(false);
                return "";
            },
            cancellationToken,
            staysOn: true,
            change: defaults => defaults with { MaxConcurrency = parsed.GetValue(maxConcurrent) }).ConfigureAwait(false);
        if (!served.TryGet(out _, out var failure))
        {
            WorkerServer.Refuse(output, failure);
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        return cancellationToken.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
