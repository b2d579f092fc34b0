using System.CommandLine;
using System.Runtime.InteropServices;
using Capsule.Cli.Display;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule serve</c>: becomes the server, which is a program of its own, so that this one stays small.</summary>
internal static class ServeCommand
{
    private const string Variable = "CAPSULE_SERVER";
    private const string Name = "capsule-server";

    internal static Command Create(Terminal terminal)
    {
        var command = new Command(
            "serve",
            """
            Serves sandboxed code over HTTP. It makes an API key the first time, and prints a request to try.

              capsule serve                                    on http://127.0.0.1:8484
              capsule serve --listen http://127.0.0.1:9000
              capsule serve --data ./server                    the folder of API keys; by default in the user's state directory
              capsule serve --max-concurrent 16                executions at once; 64 by default
              capsule serve --listen https://0.0.0.0:8484 --tls-certificate server.pem --tls-key server.key    for other machines
              capsule serve --config capsule-server.toml       settings of a file

            docs/how-to/run-a-server.md says more, docs/reference/http-api.md what it answers to.
            """)
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            if (Find() is not { } program)
            {
                terminal.WriteError(DisplayText.Message(
                    $"the server is not beside this command, as in the archive of a release: unpack one, or publish it with 'dotnet publish src/Capsule.Server -o DIR' in a clone of the repository, and set {Variable}=DIR/{Name}"));
                return ExitCodes.Usage;
            }

            // It has this process's id, terminal and signals: whoever supervises the command supervises the server.
            _ = StandardDescriptors.Execute(program, [program, .. parsed.UnmatchedTokens, null]);
            terminal.WriteError($"{program} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}");
            return ExitCodes.Usage;
        });
        return command;
    }

    /// <summary>Where the server is: where the variable says, beside this program, or, in a checkout, where its build puts it.</summary>
    private static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
        : new[] { Path.Combine(AppContext.BaseDirectory, Name), FindInCheckout() }.FirstOrDefault(File.Exists);

    /// <remarks>Threat: a command that is installed in a folder of others, who put a program where a checkout would have it.</remarks>
    private static string? FindInCheckout()
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        return build is { Parent: { Name: "Capsule.Cli", Parent: { Name: "bin", Parent: { Name: "artifacts", Parent: { } root } } } }
            && File.Exists(Path.Combine(root.FullName, "Capsule.slnx"))
                ? Path.Combine(root.FullName, "artifacts", "bin", "Capsule.Server", build.Name, Name)
                : null;
    }
}
