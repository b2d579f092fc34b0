namespace Capsule.Cli.Help;

/// <summary>Words that people try before they know the command: <c>capsule</c> alone, <c>help</c>, <c>version</c>, <c>-V</c>.</summary>
internal static class Shorthand
{
    private const string Help = "--help";

    /// <summary>The arguments that they stand for.</summary>
    internal static string[] Expand(string[] arguments) => arguments switch
    {
        [] or ["help"] => [Help],
        ["help", .. var command] => [.. command, Help],
        ["version"] or ["-V"] => ["--version"],
        _ => arguments,
    };

    /// <summary>Whether arguments ask for the help of no command.</summary>
    internal static bool AsksForRootHelp(string[] arguments) => arguments is [Help or "-h"];
}
