using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Capsule.Runtime.Artifacts;
using Capsule.Runtime.Programs.Packages;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule build</c>: writes a program as one file.</summary>
internal sealed class BuildCommand(Terminal terminal)
{
    private readonly EntryOptions entry = new();
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description = "The file to write; by default the entry's name with .wasm, in the current folder.",
        HelpName = "PATH",
    };

    private readonly Option<bool> export = new("--export")
    {
        Description = "Does nothing more: what is built always runs on other machines. For scripts that give it.",
    };

    internal static Command Create(Terminal terminal) => new BuildCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "build",
            """
            Builds a program into one file that runs wherever capsule is: its modules, the packages that it needs, what its
            tasks may use, and the interpreter as it is after loading it.

              capsule build hello.py            writes hello.wasm
              capsule exec hello.wasm
            """);
        entry.AddTo(command);
        command.Add(output);
        command.Add(export);
        command.SetAction(BuildAsync);
        return command;
    }

    private async Task<int> BuildAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var built = await BuildProgramAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (!built.TryGet(out var bytes, out var failure))
        {
            EnvelopePrinter.PrintFailure(terminal, "build", failure);
            return ExitCodes.Of(failure);
        }

        if (!entry.Read(parsed).TryGet(out var request, out _))
        {
            return ExitCodes.Usage;
        }

        var path = parsed.GetValue(output) ?? Path.ChangeExtension(Path.GetFileName(request.EntryFile), ".wasm");
        return Write(path, bytes);
    }

    private async Task<Outcome<byte[]>> BuildProgramAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!entry.Read(parsed).TryGet(out var request, out var failure))
        {
            return failure;
        }

        var options = new RunOptions
        {
            Defaults = request.Project.Defaults,
            Observer = new RunDisplay(terminal, outputGoesToError: true, isVerbose: false),
        };
        return await RuntimeSession.UseAsync<byte[]>(
            terminal,
            async runtime =>
            {
                var loaded = await entry.LoadAsync(terminal, parsed, runtime, request, options, cancellationToken).ConfigureAwait(false);
                if (!loaded.TryGet(out var program, out var reason))
                {
                    return reason;
                }

                foreach (var module in program.LeftOut)
                {
                    terminal.WriteWarning($"'{module}', which a package of the program can import, was left out: {LeftOutModule.Reason}");
                }

                return program.Export();
            },
            cancellationToken,
            language: request.Language).ConfigureAwait(false);
    }

    private int Write(string path, byte[] bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.WriteError($"{path} cannot be written: {e.Message}");
            return ExitCodes.Usage;
        }

        if (ArtifactReader.Read(bytes, path).TryGet(out var artifact, out _))
        {
            ArtifactPrinter.PrintSummary(terminal, path, artifact);
        }

        return ExitCodes.Success;
    }
}
