using System.CommandLine;
using Capsule.Cli.Display;
using Capsule.Runtime;
using Capsule.Runtime.Images;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule setup</c>: prepares this machine ahead of the first run.</summary>
internal static class SetupCommand
{
    internal static Command Create(Terminal terminal)
    {
        var into = new Option<string?>("--into")
        {
            Description =
                $"Prepares for all users into DIR, as in a container image: {PreparedFolder.Variable}=DIR uses it, which only root or the user may be able to write",
            HelpName = "DIR",
        };
        var command = new Command(
            "setup", "Prepares this machine: compiles Python, JavaScript and TypeScript's compiler for its processor. The first run does it where nobody did before.") { into };
        command.SetAction((parsed, cancellationToken) =>
            parsed.GetValue(into) is { } folder ? SetUpIntoAsync(terminal, folder, cancellationToken) : SetUpAsync(terminal, cancellationToken));
        return command;
    }

    private static async Task<int> SetUpAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var ready = await RuntimeSession.UseAnyAsync<string>(
            terminal,
            runtime => Task.Run(() => Prepare(runtime, cancellationToken), cancellationToken).WaitAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (!ready.TryGet(out var path, out var failure))
        {
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        terminal.Tell($"ready; prepared files are in {path}");
        return ExitCodes.Success;
    }

    private static Outcome<string> Prepare(CapsuleRuntime runtime, CancellationToken cancellationToken) =>
        runtime.WhyTemporary is { } reason
            ? Failure.Config($"nothing was prepared to stay: {reason}. Set CAPSULE_CACHE and CAPSULE_KEYS to folders that can be written")
        : runtime.Prepare(cancellationToken) is { } failure ? failure
        : runtime.CachePath;

    private static async Task<int> SetUpIntoAsync(Terminal terminal, string folder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(folder);
        var display = new PreparationDisplay(terminal);
        Failure? failure;
        try
        {
            // The engine's compiler cannot be interrupted; the process that wants to end need not wait for it.
            failure = await Task.Run(() => PreparedFolderWriter.Write(path, GuestLocation.Default, display), cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = Failure.Config($"{path} cannot be used: {e.Message}");
        }
        finally
        {
            display.OnDone();
        }

        if (failure is not null)
        {
            terminal.WriteError(failure);
            return ExitCodes.Of(failure);
        }

        terminal.Tell(path == PreparedFolder.In(GuestLocation.Default)
            ? (DisplayText)$"ready; this installation has its prepared files in {path}"
            : $"ready; set {PreparedFolder.Variable}={path} where they are to be used");
        return ExitCodes.Success;
    }
}
