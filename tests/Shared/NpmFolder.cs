using System.Diagnostics;

namespace Capsule.Tests;

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

    /// <summary>Packs a package with a script of <c>eng</c>, and unpacks it as npm would; gives its folder.</summary>
    /// <param name="folder">The project that has it in its <c>node_modules</c>.</param>
    /// <param name="script">The script.</param>
    /// <param name="name">The package's name below <c>@capsule-run</c>.</param>
    internal static async Task<string> PackAsync(string folder, string script, string name)
    {
        var packing = await RunAsync(folder, Path.Combine(Checkout.Root, "eng", script), "1.2.3", folder);
        Assert.True(packing.ExitCode == 0, packing.Output);
        var package = Directory.CreateDirectory(Path.Combine(folder, "node_modules", "@capsule-run", name)).FullName;
        var unpacking = await RunAsync(folder, "tar", "-xzf", $"capsule-run-{name}-1.2.3.tgz", "-C", package, "--strip-components=1");
        Assert.True(unpacking.ExitCode == 0, unpacking.Output);
        return package;
    }

    /// <summary>Compiles a project with TypeScript's compiler, as its <c>tsconfig.json</c> says.</summary>
    internal static async Task<(int ExitCode, string Errors)> CompileAsync(string folder)
    {
        var place = await InstallAsync("typescript");
        return await RunAsync(folder, "node", Path.Combine(place, "node_modules", "typescript", "bin", "tsc"), "--pretty", "false");
    }

    /// <summary>Runs a program; the output has what it says as well where it fails.</summary>
    internal static Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string>(), program, arguments);

    /// <summary>Runs a program with more variables.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(
        string folder, IReadOnlyDictionary<string, string> variables, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["TZ"] = "UTC" },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (shown, said) = (await output, await errors);
        return (process.ExitCode, (process.ExitCode == 0 ? shown : shown + said).Trim());
    }
}
