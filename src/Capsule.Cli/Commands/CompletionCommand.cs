using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule completion</c>: scripts that let a shell complete command lines.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _capsule() {
                local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
                local known="$(capsule "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)"
                [[ "$word" == -* ]] || known="$(grep -v '^-' <<< "$known")"
                COMPREPLY=($(compgen -W "$known" -- "$word"))
                if (( COMP_CWORD > 1 )) && [[ -e "${COMPREPLY[0]}" ]]; then compopt -o filenames; fi
            }
            complete -o default -F _capsule capsule
            """,
        ["zsh"] = """
            _capsule() {
                local completions=("${(@f)$(capsule "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
                [[ "$PREFIX" == -* ]] || completions=("${(@)completions:#-*}")
                completions=("${(@)completions:#}")
                if (( ${#completions} )); then compadd -a completions; else _files; fi
            }
            compdef _capsule capsule
            """,
        ["fish"] = """
            complete -c capsule -a '(capsule "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
            """,
    };

    internal static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", Scripts.Keys)}." };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        shell.Validators.Add(result =>
        {
            if (!Scripts.ContainsKey(result.GetValueOrDefault<string>()))
            {
                result.AddError($"'{result.GetValueOrDefault<string>()}' is none of {string.Join(", ", Scripts.Keys)}.");
            }
        });
        var command = new Command(
            "completion",
            """
            Prints a script that lets a shell complete the command lines of capsule.

              capsule completion bash >> ~/.bashrc
            """) { shell };
        command.SetAction(parsed =>
        {
            terminal.Data.Write(Encoding.UTF8.GetBytes(Scripts[parsed.GetRequiredValue(shell)] + "\n"));
            return ExitCodes.Success;
        });
        return command;
    }
}
