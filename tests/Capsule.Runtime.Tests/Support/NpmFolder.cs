using System.Diagnostics;

namespace Capsule.Runtime.Tests.Support;

/// <summary>Folders of <c>tests</c> with packages of npm, installed below <c>artifacts</c>, and programs that are run there.</summary>
internal static class NpmFolder
{
    /// <summary>Installs the packages of a folder, once for a checkout; gives the copy.</summary>
    internal static async Task<string> InstallAsync(string name)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", "npm", name);
        var (exitCode, output) = await RunAsync(
            Checkout.Root, Path.Combine(Checkout.Root, "eng", "npm-folder.sh"), Path.Combine(Checkout.Root, "tests", name), folder);
        Assert.True(exitCode == 0, output);
        return folder;
    }

    /// <summary>Runs a program; the output has what it says as well where it fails.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["TZ"] = "UTC" },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (shown, said) = (await output, await errors);
        return (process.ExitCode, (process.ExitCode == 0 ? shown : shown + said).Trim());
    }
}
