using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Capsule.Options;

using Capsule.Runtime;

namespace Capsule.Cli.Help;

/// <summary>Says in one message what is wrong with a command line: the first mistake, with what was perhaps meant.</summary>
internal static partial class UsageError
{
    /// <summary>The message.</summary>
    internal static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens is [var word, ..])
        {
            return word.StartsWith('-')
                ? $"there is no option '{word}'{Suggestion.For(word, NamesOf(command))}"
                : $"there is no command '{word}'{CommandFor(word, command)}";
        }

        var said = parsed.Errors[0].Message;
        var isGroup = command.Action is null;
        return isGroup && parsed.UnmatchedTokens is [var action, ..]
            ? $"'{NameOf(parsed)}' has no '{action}'{Suggestion.For(action, command.Subcommands.Select(sub => sub.Name))}"
            : isGroup ? $"say what to do: {NameOf(parsed)} {string.Join('|', command.Subcommands.Select(sub => sub.Name))}"
            : Translate(said, parsed);
    }

    /// <summary>The command as it is called.</summary>
    internal static string NameOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = command.Parent)
        {
            names.Push(command.Command.Name);
        }

        return string.Join(' ', names.Prepend("capsule"));
    }

    /// <summary>The option with a word that was perhaps meant, for a word that looks like an option and is none.</summary>
    internal static string NoOption(string word, Command command) =>
        $"There is no option '{word}'{(Suggestion.For(word.Split('=')[0], NamesOf(command)) is { Length: > 0 } meant
            ? meant
            : ". Arguments that start with a dash go behind '--'.")}";

    private static string CommandFor(string word, Command root) =>
        GuestLanguage.OfFile(word) is not null ? $"; did you mean 'capsule run {word}'?"
        : word.EndsWith(".wasm", StringComparison.Ordinal) ? $"; did you mean 'capsule exec {word}'?"
        : Suggestion.For(word, root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name));

    private static IEnumerable<string> NamesOf(Command command) =>
        command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith('-'));

    /// <summary>What the parser says, in words that say what to do. Its own are about its types.</summary>
    private static string Translate(string said, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (NoValue().Match(said) is { Success: true } missing)
        {
            var name = missing.Groups["option"].Value;
            return $"{name} needs a value: {name} {FormOf(command, name)}";
        }

        if (WrongValue().Match(said) is { Success: true } wrong)
        {
            var name = wrong.Groups["option"].Value;
            return $"{name} {wrong.Groups["value"].Value} is not valid; use {name} {FormOf(command, name)}";
        }

        if (TooMany().Match(said) is { Success: true } repeated)
        {
            return $"{repeated.Groups["option"].Value} may be given once";
        }

        if (NoArgument().IsMatch(said))
        {
            var wanted = command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(argument => argument.Name.ToUpperInvariant());
            return $"'{NameOf(parsed)}' needs {string.Join(" and ", wanted)}";
        }

        return Unknown().Match(said) is { Success: true } unknown
            ? $"'{NameOf(parsed)}' takes no '{unknown.Groups["word"].Value}'{Suggestion.For(unknown.Groups["word"].Value, NamesOf(command))}"
            : said;
    }

    private static string FormOf(Command command, string name) =>
        command.Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))?.HelpName ?? "VALUE";

    [GeneratedRegex("^Required argument missing for option: '(?<option>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NoValue();

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for option '(?<option>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex WrongValue();

    [GeneratedRegex("^Option '(?<option>[^']+)' expects a single argument", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TooMany();

    [GeneratedRegex("^Required argument .*missing for command", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NoArgument();

    [GeneratedRegex("^Unrecognized command or argument '(?<word>.*)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Unknown();
}
