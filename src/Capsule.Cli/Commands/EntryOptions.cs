using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Help;
using Capsule.Cli.Packages;
using Capsule.Files;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary>How commands that take a source file find the program.</summary>
internal sealed class EntryOptions
{
    private readonly Argument<string?> file = new("FILE")
    {
        Description = "The source file, or a folder; without it, the entrypoint of capsule.toml, or main.py.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> sitePackages =
        SitePackagesOption("A folder with installed packages, or a virtual environment; by default the active one, or .venv.");

    private readonly LoadLimitFlags loading = new();
    private readonly ProgramPackageFlags packages = new();

    internal EntryOptions()
    {
        file.Validators.Add(Flags.Refuse);
        file.CompletesFiles([.. GuestLanguage.All.SelectMany(language => language.Rules.Extensions)]);
    }

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

    /// <summary>The file, as it was named; null where none was.</summary>
    internal string? Written(ParseResult parsed) => parsed.GetValue(file);

    /// <summary>The program of a file, or of a folder.</summary>
    internal Outcome<ProgramRequest> Read(ParseResult parsed)
    {
        var path = Written(parsed);
        if (path is { Length: 0 })
        {
            return Failure.Config("the name of the file is empty");
        }

        var full = Path.GetFullPath(path ?? ".");
        var folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full)!;
        if (!ReadProject(parsed, folder).TryGet(out var project, out var failure)
            || !FindEntry(path, project).TryGet(out var entry, out failure))
        {
            return failure;
        }

        if (!File.Exists(entry) && !Directory.Exists(entry))
        {
            return Failure.Config($"there is no file {entry}{NearbyFile.Suggest(entry)}");
        }

        if (FileStatus.Of(entry) is { IsFile: false, IsFolder: false })
        {
            return Failure.Config($"{entry} is a pipe, a socket or a device, not a file; the program must be a file");
        }

        if (File.Exists(entry) && GuestLanguage.OfFile(entry) is null)
        {
            return Failure.Config(
                $"cannot run {entry}: expected {ProgramLayout.Expected}, or a .wasm file that 'capsule build' wrote; "
                + $"Python in a file of another name is run with: capsule run - < {entry}");
        }

        return WhyUnreadable(entry) is { } reason
            ? Failure.Config($"{entry} cannot be read: {reason}")
            : new ProgramRequest(entry, project, parsed.GetValue(sitePackages));
    }

    /// <summary>A program that is in no file: it has the modules and packages of the current folder.</summary>
    internal Outcome<ProgramRequest> ReadText(ParseResult parsed, string name, ReadOnlyMemory<byte> text) =>
        ReadProject(parsed, Environment.CurrentDirectory).TryGet(out var project, out var failure)
            ? new ProgramRequest(Path.GetFullPath(name), project, parsed.GetValue(sitePackages)) { Text = text }
            : failure;

    /// <summary>The flag that an artifact has no use for, as it is built already; null where none was given.</summary>
    internal Failure? RefuseForArtifact(ParseResult parsed) =>
        parsed.GetValue(sitePackages) is not null || packages.With(parsed).Count > 0 || loading.AreGiven(parsed)
            ? Failure.Config($"{Written(parsed)} is built already, with its packages: --site-packages, --with and --load-… are for 'capsule build'")
            : null;

    private Outcome<ProjectFile> ReadProject(ParseResult parsed, string folder) =>
        ProjectFileReader.Find(folder).TryGet(out var project, out var failure) ? loading.Apply(parsed, project) : failure;

    private static Outcome<string> FindEntry(string? path, ProjectFile project) =>
        path is null ? FolderEntry.Default(project)
        : Directory.Exists(path) ? FolderEntry.Find(path, project)
        : path;

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
