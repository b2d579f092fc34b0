using System.Diagnostics;

namespace Capsule.Runtime.Tests.Tools;

/// <summary>A project that TypeScript's compiler checks, with the types of the SDK.</summary>
internal static class ToolFolder
{
    private const string Settings = """
        {"compilerOptions": {"strict": true, "noEmit": true, "target": "es2022", "module": "nodenext", "types": [], "skipLibCheck": false}}
        """;

    internal static async Task WriteProjectAsync(string folder, string stubs)
    {
        var sdk = Directory.CreateDirectory(Path.Combine(folder, "node_modules", "@capsule-run", "sdk")).FullName;
        File.Copy(Path.Combine(Checkout.Root, "guests", "javascript", "sdk", "index.d.ts"), Path.Combine(sdk, "index.d.ts"));
        await File.WriteAllTextAsync(Path.Combine(sdk, "package.json"), """{"name": "@capsule-run/sdk", "version": "0.0.0", "type": "module", "types": "./index.d.ts"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"type": "module"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "tsconfig.json"), Settings);
        await File.WriteAllTextAsync(Path.Combine(folder, "tools.d.ts"), stubs);
    }

    internal static async Task<(int ExitCode, string Errors)> CompileAsync(string folder)
    {
        var place = Path.Combine(Checkout.Root, "artifacts", "tsc");
        var (installed, why) = await RunAsync(folder, Path.Combine(Checkout.Root, "eng", "tsc.sh"), place);
        Assert.True(installed == 0, why);
        return await RunAsync(folder, "node", Path.Combine(place, "node_modules", "typescript", "bin", "tsc"), "--pretty", "false");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output + await errors).Trim());
    }
}
