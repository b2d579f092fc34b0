using Capsule.Cli.Display;

namespace Capsule.Cli.Help;

/// <summary>What <c>capsule</c> alone prints: every command in one line. What a command takes, its own help says.</summary>
internal static class RootHelp
{
    private const int Indent = 2;

    /// <summary>The commands in groups, in the order of use.</summary>
    internal static IReadOnlyList<(string Group, (string Name, string Summary)[] Commands)> Groups { get; } =
    [
        ("Run",
        [
            ("run", "Runs a Python file, or code"),
            ("exec", "Runs an artifact that 'build' wrote"),
            ("repl", "Runs what you type, line by line"),
            ("init", "Makes a folder a project"),
            ("build", "Writes a program as one file"),
            ("inspect", "Shows what is in an artifact"),
        ]),
        ("Packages",
        [
            ("add", "Adds packages to the project"),
            ("remove", "Removes packages from the project"),
            ("sync", "Installs what capsule.lock says"),
            ("lock", "Writes capsule.lock"),
            ("tree", "Shows what requires what"),
            ("outdated", "Lists packages with newer versions"),
            ("export", "Prints the lock for other tools"),
            ("audit", "Shows known vulnerabilities"),
        ]),
        ("Runs",
        [
            ("runs", "Lists the project's runs"),
            ("ps", "Lists what runs now"),
            ("trace", "Shows a run's tasks and times"),
            ("logs", "Shows what a run printed"),
            ("resume", "Continues durable runs"),
            ("signal", "Sends a signal to a run"),
            ("cancel", "Cancels a run"),
            ("replay", "Executes a run again from its journal"),
            ("overlay", "Shows and applies what runs changed"),
        ]),
        ("Serve",
        [
            ("mcp", "Serves language models"),
            ("serve", "Serves code over HTTP"),
            ("worker", "Serves other programs"),
        ]),
        ("This machine",
        [
            ("setup", "Prepares it ahead of time"),
            ("doctor", "Checks the installation"),
            ("cache", "Shows and removes what is kept"),
            ("completion", "Prints a script for your shell"),
        ]),
    ];

    /// <summary>Prints it; gives the exit code.</summary>
    internal static int Print(Terminal terminal)
    {
        terminal.WriteLine($"Runs code that you do not trust: each task in a sandbox of its own.");
        terminal.WriteLine($"");
        terminal.WriteLine($"  capsule run hello.py");
        terminal.WriteLine($"  capsule COMMAND --help");
        foreach (var (group, commands) in Groups)
        {
            terminal.WriteLine($"");
            terminal.WriteLine($"{group}");
            var width = commands.Max(command => command.Name.Length) + Indent;
            foreach (var (name, summary) in commands)
            {
                terminal.WriteLine($"  {name.PadRight(width)}{summary}");
            }
        }

        return ExitCodes.Success;
    }
}
