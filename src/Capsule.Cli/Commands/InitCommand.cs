using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule init</c>: makes a folder a project.</summary>
internal sealed class InitCommand(Terminal terminal)
{
    private readonly Argument<string> folder = new("DIR")
    {
        Description = "The folder; it is made where it is not there. The current one by default.",
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string?> language = new("--lang")
    {
        Description = "The language of the first task: python (the default), typescript or javascript.",
        HelpName = "LANGUAGE",
    };

    internal static Command Create(Terminal terminal) => new InitCommand(terminal).ToCommand();

    private Command ToCommand()
    {
        folder.Validators.Add(Flags.Refuse);
        var command = new Command(
            "init",
            """
            Makes a folder a project: capsule.toml, and a first task in main.py, main.ts or main.js. No file that is there is changed.

              capsule init greeter
              cd greeter && capsule run
              capsule init --lang ts worker
            """) { folder, language };
        language.CompletionSources.Add([.. ProjectTemplate.Words]);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(folder);
        if (path.Length == 0)
        {
            return Refuse(Failure.Config("the name of the folder is empty"));
        }

        var word = parsed.GetValue(language) ?? GuestLanguage.Python.Name;
        if (ProjectTemplate.Find(word) is not { } template)
        {
            return Refuse(Failure.Config($"--lang {word} is not valid; use {string.Join(", ", ProjectTemplate.Words)}"));
        }

        try
        {
            Directory.CreateDirectory(path);
            var project = ProjectFileReader.PathIn(path);
            if (Path.Exists(project))
            {
                return Refuse(Failure.Config($"{project} is there already: this is a project; run it with 'capsule run'"));
            }

            var isNew = !Path.Exists(Path.Combine(path, template.EntryFile));
            if (isNew)
            {
                WriteNew(Path.Combine(path, template.EntryFile), template.Entry);
            }

            foreach (var (name, text) in template.Others.Where(file => !Path.Exists(Path.Combine(path, file.Key))))
            {
                WriteNew(Path.Combine(path, name), text);
            }

            WriteNew(project, Settings(template.EntryFile, Path.GetFileName(Path.GetFullPath(path).TrimEnd('/'))));
            terminal.Tell($"{(isNew ? "made" : $"kept {template.EntryFile}, and made")} {project}{(isNew ? $" and {template.EntryFile}" : "")}");
            terminal.Tell($"Run it with: {(path == "." ? "" : $"cd {path} && ")}capsule run");
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(Failure.Config($"{path} cannot be made a project: {e.Message}"));
        }
    }

    /// <summary>Threat: a link that somebody put there leads to a file elsewhere. A new file follows none.</summary>
    private static void WriteNew(string path, string text)
    {
        using var file = new FileInfo(path).Open(FileMode.CreateNew, FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string Settings(string entry, string name) => $"""
        [workflow]
        {(name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? $"name = \"{name}\"\n" : "")}entrypoint = "{entry}"

        [tasks]                        # for tasks that do not say otherwise
        default_compute = "MEDIUM"
        default_ram = "256MB"
        default_timeout = "1m"

        """;

    private int Refuse(Failure failure)
    {
        terminal.WriteError(failure);
        return ExitCodes.Of(failure);
    }
}
