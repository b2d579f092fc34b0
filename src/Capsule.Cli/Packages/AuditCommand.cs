using System.CommandLine;
using Capsule.Cli.Commands;
using Capsule.Cli.Display;
using Capsule.Packages;
using Capsule.Packages.Resolving;

namespace Capsule.Cli.Packages;

/// <summary><c>capsule audit</c>: shows known vulnerabilities of a project's packages.</summary>
internal sealed class AuditCommand(Terminal terminal) : PackageCommand(terminal)
{
    private readonly Option<string> database = new("--database")
    {
        Description = "Records in the format of OSV: a file of JSON, a folder of such files, or an archive of them.",
        HelpName = "PATH",
        Required = true,
    };

    internal static Command Create(Terminal terminal) => new AuditCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "audit",
            """
            Compares capsule.lock with a database of vulnerabilities, which is read in a sandbox. Nothing is sent anywhere.

              capsule audit --database all.zip

            Exit codes: 0 nothing is known, 1 something is.
            """)
        {
            database,
        };
        Flags.AddTo(command, mayLock: false);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!PackageProject.Find(mayBeNew: false).TryGet(out var project, out var failure)
            || !Flags.Read(parsed, project.Settings).TryGet(out var options, out failure))
        {
            return Refuse(failure);
        }

        if (project.Lock is not { } packages)
        {
            return Refuse(Failure.Config($"there is no {project.LockPath}: make it with 'capsule lock'"));
        }

        var path = parsed.GetRequiredValue(database);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return Refuse(Failure.Config($"there is no file or folder {path}"));
        }

        var asked = await RuntimeSession.UseAsync<IReadOnlyList<Advisory>>(
            Terminal,
            runtime => new PackageInstaller(runtime, options).AuditAsync(path, packages, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (!asked.TryGet(out var found, out failure))
        {
            return Refuse(failure);
        }

        foreach (var advisory in found)
        {
            var version = packages.Find(advisory.Name)?.Version;
            var remedy = advisory.Fixed.Count == 0 ? "not fixed in any version" : $"fixed in {string.Join(", ", advisory.Fixed)}";
            Terminal.WriteLine($"{advisory.Name} {version}  {advisory.Id}  {remedy}  {advisory.Summary}");
        }

        Terminal.Tell($"{Count(packages.Packages.Count)}, known vulnerabilities: {found.Count}");
        return found.Count == 0 ? ExitCodes.Success : ExitCodes.TaskFailed;
    }
}
