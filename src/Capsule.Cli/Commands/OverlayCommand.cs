using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Cli.Overlays;
using Capsule.Runtime;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule overlay</c>: private views of folders, which tasks change while the folders stay as they are.</summary>
internal sealed class OverlayCommand(Terminal terminal)
{
    private readonly Argument<string?> id = new("ID")
    {
        Description = "The overlay, as 'capsule overlay list' shows it. By default the only one.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string> folder = new("DIR") { Description = "The folder." };
    private readonly Option<bool> json = new("--json") { Description = "Print JSON." };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Apply changes also where others changed the same files meanwhile, which is lost." };
    private readonly Option<bool> all = new("--all") { Description = "Discard all overlays that nobody uses." };

    internal static Command Create(Terminal terminal) => new OverlayCommand(terminal).ToCommand();

    private Command ToCommand() => new(
        "overlay",
        """
        Private views of folders: tasks change the view, and the folder stays as it is until you apply the changes.

          capsule run fix.py --mount ./repo:overlay      makes one, and says its id
          capsule overlay diff                           what was changed
          capsule overlay apply                          changes the folder
          capsule overlay discard                        forgets the changes
        """)
    {
        Verb("create", "Makes an overlay of a folder, and prints its id: mount it with --mount DIR:overlay=ID.", [folder], [], Create),
        Verb("list", "Lists the overlays: id, when each was created, and the folder.", [], [json], List),
        Verb("diff", "Prints the changes as a unified diff, or as JSON a list of them.", [id], [json], Diff),
        Verb("apply", "Makes the folder what the overlay shows, and discards the overlay.", [id], [overwrite], Apply),
        Verb("discard", "Removes an overlay and its changes.", [id], [all], Discard),
    };

    private Command Verb(
        string name, string description, Argument[] arguments, Option[] options, Func<ParseResult, CancellationToken, Failure?> act)
    {
        var command = new Command(name, description);
        Array.ForEach(arguments, command.Add);
        Array.ForEach(options, command.Add);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                if (act(parsed, cancellationToken) is not { } failure)
                {
                    return ExitCodes.Success;
                }

                terminal.WriteError(failure);
                return ExitCodes.Of(failure);
            },
            CancellationToken.None));
        return command;
    }

    private Failure? Create(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!FolderOverlay.TryCreate(parsed.GetRequiredValue(folder)).TryGet(out var overlay, out var failure))
        {
            return failure;
        }

        terminal.WriteLine($"{overlay.Id}");
        return null;
    }

    private Failure? List(ParseResult parsed, CancellationToken cancellationToken)
    {
        var overlays = FolderOverlay.List();
        if (parsed.GetValue(json))
        {
            OverlayJson.Print(terminal, overlays);
            return null;
        }

        foreach (var overlay in overlays)
        {
            terminal.WriteLine($"{overlay.Id}  {overlay.Created.LocalDateTime:yyyy-MM-dd HH:mm}  {overlay.HostPath}");
        }

        return null;
    }

    private Failure? Diff(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!Find(parsed).TryGet(out var overlay, out var failure))
        {
            return failure;
        }

        if (parsed.GetValue(json))
        {
            if (overlay.TryGetChanges(cancellationToken).TryGet(out var listed, out failure))
            {
                OverlayJson.Print(terminal, listed);
            }

            return failure;
        }

        if (!overlay.TryGetDiff(cancellationToken).TryGet(out var diff, out failure))
        {
            return failure;
        }

        var changes = diff.Changes;
        terminal.WriteOutput(diff.Text, toError: false);
        foreach (var change in changes.Where(change => change.Type is FolderEntryType.Folder or FolderEntryType.Other))
        {
            terminal.Tell($"{OverlayJson.Word(change.Kind)} {OverlayJson.Word(change.Type)}: {change.Path}");
        }

        foreach (var change in changes.Where(change => change.Conflict is not null))
        {
            terminal.WriteWarning($"{change.Path} {change.Conflict}");
        }

        terminal.Tell($"{OverlaySummary.Of(changes)} to {overlay.HostPath}");
        return null;
    }

    private Failure? Apply(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!Find(parsed).TryGet(out var overlay, out var failure)
            || !overlay.TryApply(parsed.GetValue(overwrite), cancellationToken).TryGet(out var changes, out failure))
        {
            return failure;
        }

        terminal.Tell($"applied {OverlaySummary.Of(changes)} to {overlay.HostPath}");
        if (overlay.TryDiscard() is { } kept)
        {
            terminal.WriteWarning(DisplayText.Message(kept.Message));
        }

        return null;
    }

    private Failure? Discard(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(all))
        {
            return Find(parsed).TryGet(out var overlay, out var failure) ? overlay.TryDiscard() : failure;
        }

        if (parsed.GetValue(id) is { } named)
        {
            return Failure.Config($"--all discards all overlays, and {named} is one: give one of the two");
        }

        var kept = FolderOverlay.List().Select(overlay => overlay.TryDiscard()).OfType<Failure>().ToArray();
        return kept.Length == 0 ? null : Failure.Config(string.Join('\n', kept.Select(failure => failure.Message)));
    }

    private Outcome<FolderOverlay> Find(ParseResult parsed)
    {
        if (parsed.GetValue(id) is { } named)
        {
            return FolderOverlay.TryOpen(named);
        }

        var overlays = FolderOverlay.List();
        return overlays.Count switch
        {
            1 => overlays[0],
            0 => Failure.Config("there are no overlays: make one with 'capsule run FILE --mount DIR:overlay', or 'capsule overlay create DIR'"),
            _ => Failure.Config(
                "there are several overlays; say which one:"
                + string.Concat(overlays.Select(overlay => $"\n{overlay.Id}  {overlay.HostPath}"))),
        };
    }
}
