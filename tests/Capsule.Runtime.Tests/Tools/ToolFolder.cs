using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Tools;

/// <summary>A project that TypeScript's compiler checks, with the SDK as npm packs it.</summary>
internal static class ToolFolder
{
    private const string Settings = """
        {"compilerOptions": {"strict": true, "noEmit": true, "target": "es2022", "module": "nodenext", "types": [], "skipLibCheck": false}}
        """;

    internal static async Task WriteProjectAsync(string folder, string stubs)
    {
        var packing = await NpmFolder.RunAsync(folder, Path.Combine(Checkout.Root, "eng", "sdk-package.sh"), "1.2.3", folder);
        Assert.True(packing.ExitCode == 0, packing.Output);
        var sdk = Directory.CreateDirectory(Path.Combine(folder, "node_modules", "@capsule-run", "sdk")).FullName;
        var unpacking = await NpmFolder.RunAsync(folder, "tar", "-xzf", "capsule-run-sdk-1.2.3.tgz", "-C", sdk, "--strip-components=1");
        Assert.True(unpacking.ExitCode == 0, unpacking.Output);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"type": "module"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "tsconfig.json"), Settings);
        await File.WriteAllTextAsync(Path.Combine(folder, "tools.d.ts"), stubs);
    }

    internal static async Task<(int ExitCode, string Errors)> CompileAsync(string folder)
    {
        var place = await NpmFolder.InstallAsync("typescript");
        return await NpmFolder.RunAsync(folder, "node", Path.Combine(place, "node_modules", "typescript", "bin", "tsc"), "--pretty", "false");
    }
}
