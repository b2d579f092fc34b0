using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Packages;
using Capsule.Files;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary>How commands that take a Python file find the program.</summary>
internal sealed class EntryOptions
{
    private readonly Argument<string?> file = new("FILE")
    {
        Description = "The Python file; without it, the entrypoint of capsule.toml.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> sitePackages =
        SitePackagesOption("A folder with installed packages, or a virtual environment; by default the active one, or .venv.");

    private readonly LoadLimitFlags loading = new();
    private readonly ProgramPackageFlags packages = new();

    internal EntryOptions() => file.Validators.Add(Flags.Refuse);

    internal static Option<string?> SitePackagesOption(string description) =>
        new("--site-packages") { Description = description, HelpName = "DIR" };

    internal void AddTo(Command command)
    {
        command.Add(file);
        command.Add(sitePackages);
        loading.AddTo(command);
        packages.AddTo(command);
    }

    /// <summary>Loads a program, once the packages that it declares are installed.</summary>
    internal async Task<Outcome<LoadedProgram>> LoadAsync(
        Terminal terminal, ParseResult parsed, CapsuleRuntime runtime, ProgramRequest request, RunOptions options, CancellationToken cancellationToken)
    {
        var provided = await packages.ProvideAsync(terminal, parsed, runtime, request, cancellationToken).ConfigureAwait(false);
        return provided.TryGet(out var ready, out var failure)
            ? await runtime.LoadAsync(ready, options, cancellationToken).ConfigureAwait(false)
            : failure;
    }

    internal Outcome<ProgramRequest> Read(ParseResult parsed)
    {
        var path = parsed.GetValue(file);
        if (path is { Length: 0 })
        {
            return Failure.Config("the name of the file is empty");
        }

        var folder = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!ProjectFileReader.Find(folder).TryGet(out var project, out var failure))
        {
            return failure;
        }

        if (!loading.Apply(parsed, project).TryGet(out project, out failure))
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
        if (path is null && !RealPath.IsIn(Path.GetFullPath(entry), project.Folder!))
        {
            return Failure.Config($"{project.Path}: the entrypoint '{project.Entrypoint}' is not in the project's folder");
        }

        if (!File.Exists(entry) && !Directory.Exists(entry))
        {
            return Failure.Config($"there is no file {entry}");
        }

        if (FileStatus.Of(entry) is { IsFile: false, IsFolder: false })
        {
            return Failure.Config($"{entry} is a pipe, a socket or a device, not a file; the program must be a file");
        }

        return WhyUnreadable(entry) is { } reason
            ? Failure.Config($"{entry} cannot be read: {reason}")
            : new ProgramRequest(entry, project, parsed.GetValue(sitePackages));
    }

    private static string? WhyUnreadable(string path)
    {
        try
        {
            if (RegularFile.Exists(path))
            {
                RegularFile.Open(path).Dispose();
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
