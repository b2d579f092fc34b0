namespace Capsule.Runtime.Tests.Tools;

/// <summary>A project that TypeScript's compiler checks, with the SDK as npm packs it.</summary>
internal static class ToolFolder
{
    private const string Settings = """
        {"compilerOptions": {"strict": true, "noEmit": true, "target": "es2022", "module": "nodenext", "types": [], "skipLibCheck": false}}
        """;

    internal static async Task WriteProjectAsync(string folder, string stubs)
    {
        _ = await NpmFolder.PackAsync(folder, "sdk-package.sh", "sdk");
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"type": "module"}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "tsconfig.json"), Settings);
        await File.WriteAllTextAsync(Path.Combine(folder, "tools.d.ts"), stubs);
    }
}
