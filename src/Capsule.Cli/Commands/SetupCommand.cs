using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime.Images;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule setup</c>: prepares this machine ahead of the first run.</summary>
internal static class SetupCommand
{
    internal static Command Create(Terminal terminal)
    {
        var command = new Command(
            "setup", "Prepares this machine: compiles Python for its processor. The first run does it where nobody did before.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var ready = await RuntimeSession
                .UseAsync<string>(terminal, _ => Task.FromResult<Outcome<string>>("ready"), cancellationToken)
                .ConfigureAwait(false);
            if (!ready.TryGet(out var _, out var failure))
            {
                terminal.WriteError(failure);
                return ExitCodes.Of(failure);
            }

            terminal.Tell($"ready; prepared files are in {CacheDirectory.ForUser(Environment.GetEnvironmentVariable).Path}");
            return ExitCodes.Success;
        });
        return command;
    }
}
