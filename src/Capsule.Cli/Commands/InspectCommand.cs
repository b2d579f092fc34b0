using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Help;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule inspect</c>: shows what an artifact contains and wants, without running any of it.</summary>
internal static class InspectCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The artifact, such as hello.wasm." };
        file.CompletesFiles(".wasm");
        var grantCaps = new GrantCapFlags();
        var json = new Option<bool>("--json") { Description = "Print as JSON (docs/reference/artifact-format.md)." };
        var command = new Command(
            "inspect",
            """
            Shows what an artifact contains and wants: tasks with their limits and grants, files with their hashes, sizes,
            and the image that it was made from. What [limits] in the capsule.toml of the current folder, or the flags --limit-…,
            would refuse is named. Nothing of it is run.

              capsule inspect hello.wasm
              capsule inspect hello.wasm --json | jq .tasks
            """)
        {
            file, json,
        };
        grantCaps.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!ArtifactReader.Read(parsed.GetRequiredValue(file)).TryGet(out var artifact, out var failure)
                || !ProjectFileReader.Find(Environment.CurrentDirectory).TryGet(out var project, out failure)
                || !grantCaps.Apply(parsed, project.Caps).TryGet(out var caps, out failure))
            {
                terminal.WriteError(failure);
                return ExitCodes.Of(failure);
            }

            var refused = caps.Exceeding(artifact.AllTasks);
            if (parsed.GetValue(json))
            {
                ArtifactPrinter.PrintJson(terminal, artifact, refused);
            }
            else
            {
                ArtifactPrinter.Print(terminal, artifact, refused);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
