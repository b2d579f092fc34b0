using System.CommandLine;
using System.Text;
using Capsule.Cli.Display;
using Capsule.Cli.Packages;
using Capsule.Cli.Repl;
using Capsule.Runtime;
using Capsule.Runtime.Configuration;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule repl</c>: an interactive mode in a sandbox.</summary>
internal sealed class ReplCommand(Terminal terminal, Interrupt interrupt)
{
    private readonly LimitOptions limits = new(forSession: true);
    private readonly GrantFlags grants = new(terminal);
    private readonly Option<string?> sitePackages = EntryOptions.SitePackagesOption("A folder with installed packages, or a virtual environment, to import from.");

    private readonly Option<string?> language = new("--lang")
    {
        Description = "The language: python (the default), or javascript, whose lines may be TypeScript.",
        HelpName = "LANGUAGE",
    };

    private readonly ProgramPackageFlags packages = new(isForProgram: false);

    internal static Command Create(Terminal terminal, Interrupt interrupt) => new ReplCommand(terminal, interrupt).ToCommand();

    private Command ToCommand()
    {
        var command = new Command(
            "repl",
            """
            An interactive mode in a sandbox: what one line defines, the next ones have.

            Ctrl-C stops what runs, and the session goes on; Ctrl-D or exit() ends it. Tab completes. Where standard input
            is no terminal, it is run as a file, statement by statement, up to the first that fails.

              capsule repl
              capsule repl --lang ts
              capsule repl --mount ./data --allow-host api.example.com
              capsule repl --with numpy --with "pandas>=2"
              capsule repl --site-packages .venv
              echo 'sum(range(10))' | capsule repl
            """);
        limits.AddTo(command);
        grants.AddTo(command);
        command.Add(sitePackages);
        language.CompletionSources.Add("python", "javascript", "typescript");
        command.Add(language);
        packages.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!limits.Read(parsed).TryGet(out var overrides, out var failure)
            || !EnvironmentFiles.Read(Environment.CurrentDirectory).TryGet(out var environment, out failure)
            || !ReadLanguage(parsed).TryGet(out var spoken, out failure)
            || !grants.Read(parsed, overrides.Override(TaskPolicy.Default with { Compute = Compute.High })).TryGet(out var granted, out failure))
        {
            terminal.WriteError(failure);
            return ExitCodes.Usage;
        }

        var options = new SessionOptions
        {
            Language = spoken,
            Policy = granted.Policy,
            Mounts = granted.Mounts,
            Environment = environment,
            SitePackages = parsed.GetValue(sitePackages),
        };
        var done = await RuntimeSession.UseAsync<int>(
            terminal,
            async runtime =>
            {
                var folder = await packages.FolderAsync(terminal, parsed, runtime, options.SitePackages, cancellationToken).ConfigureAwait(false);
                if (!folder.TryGet(out var found, out var missing))
                {
                    return missing;
                }

                var created = await runtime.TryCreateSessionAsync(options with { SitePackages = found }, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (!created.TryGet(out var session, out var problem))
                {
                    return problem;
                }

                await using (session.ConfigureAwait(false))
                {
                    return await TalkAsync($"{spoken.Title} {runtime.GetVersion(spoken)}", new ReplLoop(terminal, session, interrupt), cancellationToken)
                        .ConfigureAwait(false);
                }
            },
            cancellationToken,
            staysOn: true,
            language: spoken).ConfigureAwait(false);
        grants.Finish();
        if (done.TryGet(out var code, out failure))
        {
            return code;
        }

        terminal.WriteError(failure);
        return ExitCodes.Of(failure);
    }

    private Outcome<GuestLanguage> ReadLanguage(ParseResult parsed)
    {
        var word = parsed.GetValue(language) ?? GuestLanguage.Python.Name;
        return GuestLanguage.OfWord(word) is not { } spoken
            ? Failure.Config($"--lang {word} is not valid; use python, javascript or typescript")
            : !spoken.Rules.HasPackageFolder && (parsed.GetValue(sitePackages) is not null || packages.With(parsed).Count > 0)
            ? Failure.Config($"--with and --site-packages are for Python, and this is {spoken.Title}")
            : spoken;
    }

    private async Task<int> TalkAsync(string interpreter, ReplLoop loop, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || !terminal.IsInteractive)
        {
            using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
            return await loop.RunFileAsync(input, cancellationToken).ConfigureAwait(false);
        }

        terminal.Tell($"{interpreter} in a Capsule sandbox");
        return await loop.TalkAsync(ReplHistory.Open(Runtime.CapsuleOptions.DefaultStateDirectory()), cancellationToken).ConfigureAwait(false);
    }
}
