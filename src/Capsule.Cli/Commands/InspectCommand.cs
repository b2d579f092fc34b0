using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime.Artifacts;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule inspect</c>: shows what an artifact contains and wants, without running any of it.</summary>
internal static class InspectCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The artifact, such as hello.wasm." };
        var json = new Option<bool>("--json") { Description = "Print as JSON (docs/ARTIFACT_FORMAT.md)." };
        var command = new Command(
            "inspect",
            """
            Shows what an artifact contains and wants: tasks with their limits and grants, files with their hashes, sizes,
            and the image that it was made from. Nothing of it is run.

              capsule inspect hello.wasm
              capsule inspect hello.wasm --json | jq .tasks
            """)
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            if (!ArtifactReader.Read(parsed.GetRequiredValue(file)).TryGet(out var artifact, out var failure))
            {
                terminal.WriteError(failure.Message);
                return ExitCodes.Of(failure);
            }

            if (parsed.GetValue(json))
            {
                ArtifactPrinter.PrintJson(terminal, artifact);
            }
            else
            {
                ArtifactPrinter.Print(terminal, artifact);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
