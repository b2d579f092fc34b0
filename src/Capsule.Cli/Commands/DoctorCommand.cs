using System.CommandLine;
using System.Runtime.InteropServices;
using Capsule.Cli.Display;
using Capsule.Cli.Packages;
using Capsule.Runtime;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Images;
using Capsule.Runtime.Languages;
using Capsule.Runtime.Programs;

namespace Capsule.Cli.Commands;

/// <summary><c>capsule doctor</c>: checks the installation, and says how to fix what is wrong.</summary>
internal static class DoctorCommand
{
    private static readonly Version ScanningKernel = new(6, 7);

    internal static Command Create(Terminal terminal)
    {
        var command = new Command("doctor", "Checks the installation, and says what is wrong and how to fix it.");
        command.SetAction(async (_, cancellationToken) =>
        {
            List<Check> checks = [Platform(), Kernel(), Cryptography(), .. PreparedFormats.All.Select(Guest), .. Prepared(), Cache(), Space()];
            if (checks.TrueForAll(check => check.IsFine))
            {
                checks.Add(await TaskAsync(terminal, cancellationToken).ConfigureAwait(false));
                var (isFine, text) = await PackageCheck.RunAsync(terminal, cancellationToken).ConfigureAwait(false);
                checks.Add(new Check(isFine, text));
            }

            foreach (var check in checks)
            {
                terminal.WriteLine($"{(check.IsFine ? "ok   " : "WRONG")} {check.Text}");
            }

            return checks.TrueForAll(check => check.IsFine) ? ExitCodes.Success : ExitCodes.Usage;
        });
        return command;
    }

    private static Check Platform()
    {
        var architecture = RuntimeInformation.ProcessArchitecture;
        return OperatingSystem.IsLinux() && architecture is Architecture.X64 or Architecture.Arm64
            ? new Check(true, $"platform: Linux on {architecture}")
            : new Check(false, $"platform: {RuntimeInformation.OSDescription} on {architecture}; Capsule needs Linux on x64 or arm64");
    }

    private static Check Kernel() => new(true, Environment.OSVersion.Version >= ScanningKernel
        ? $"kernel: {Environment.OSVersion.Version}"
        : $"kernel: {Environment.OSVersion.Version}; from 6.7 on, tasks start faster");

    private static Check Cryptography() => OpenSsl.Check() is { } failure
        ? new Check(false, failure.Message)
        : new Check(true, "cryptography: OpenSSL");

    private static Check Guest(IPreparedFormat format)
    {
        var folder = GuestLocation.FolderOf(format);
        return GuestLocation.Check(format, folder) is { } failure ? new Check(false, failure.Message) : new Check(true, $"guest: {folder}");
    }

    private static Check[] Prepared()
    {
        try
        {
            if (PreparedFolder.Find(Environment.GetEnvironmentVariable, GuestLocation.Default) is not { } folder)
            {
                return [];
            }

            return [folder.IsOf(GuestLocation.Default)
                ? new Check(true, $"prepared: {folder.Path}")
                : new Check(false, $"prepared: {folder.Path} was made by another version of Capsule; make it again: capsule setup --into '{folder.Path}'")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new Check(false, $"prepared: {e.Message}; make a folder with 'capsule setup --into DIR', and set {PreparedFolder.Variable} to it")];
        }
    }

    private static Check Cache()
    {
        var directory = CacheDirectory.ForUser(Environment.GetEnvironmentVariable);
        try
        {
            directory.Ensure();
            var probe = directory.PathOf($"probe-{Environment.ProcessId}.tmp");
            AtomicFile.Write(probe, _ => { });
            File.Delete(probe);
            return new Check(true, $"cache: {directory.Path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Check(false, $"cache: {directory.Path} cannot be written to ({e.Message}); set CAPSULE_CACHE to a folder that can");
        }
    }

    private static Check Space()
    {
        const long needed = 200L << 20;
        var folder = new DirectoryInfo(CacheDirectory.ForUser(Environment.GetEnvironmentVariable).Path);
        while (!folder.Exists && folder.Parent is { } parent)
        {
            folder = parent;
        }

        var free = new DriveInfo(folder.FullName).AvailableFreeSpace;
        return new Check(free >= needed, free >= needed
            ? $"disk: {free >> 20} MiB free"
            : $"disk: {free >> 20} MiB free, and {needed >> 20} MiB are needed; free some space");
    }

    private static async Task<Check> TaskAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var source = ProgramSource.FromText("def main():\n    import sys\n    return sys.version.split()[0]\n");
        var outcome = await RuntimeSession.UseAsync<string>(
            terminal,
            async runtime =>
            {
                var loaded = await runtime.LoadAsync(source, new RunOptions(), cancellationToken).ConfigureAwait(false);
                if (!loaded.TryGet(out var program, out var reason))
                {
                    return reason;
                }

                var envelope = await runtime.RunAsync(program, new TaskCall(), new RunOptions(), cancellationToken).ConfigureAwait(false);
                return envelope.Error is { } error ? error : envelope.Result.GetString()!;
            },
            cancellationToken).ConfigureAwait(false);
        return outcome.TryGet(out var version, out var failure)
            ? new Check(true, $"task: Python {version} runs")
            : new Check(false, $"task: {failure.Message}; try 'capsule cache clear'");
    }

    /// <summary>One thing that was looked at.</summary>
    private sealed record Check(bool IsFine, string Text);
}
