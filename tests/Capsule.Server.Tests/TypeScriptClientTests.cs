using System.Text.RegularExpressions;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary>The client for TypeScript and JavaScript, as npm packs it, against the real server.</summary>
public sealed partial class TypeScriptClientTests(RuntimeFixture fixture)
{
    private const string Settings = """
        {"compilerOptions": {"strict": true, "noEmit": true, "target": "es2022", "lib": ["es2023", "dom"], "module": "nodenext", "types": [], "skipLibCheck": false}}
        """;

    [Fact]
    public async Task The_client_does_what_the_server_offers()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        using var folder = new TemporaryFolder();
        var package = await NpmFolder.PackAsync(folder.Path, "client-package.sh", "client");
        var variables = new Dictionary<string, string>
        {
            ["CAPSULE_CLIENT"] = Path.Combine(package, "dist", "index.js"),
            ["CAPSULE_URL"] = server.Address.ToString(),
            ["CAPSULE_API_KEY"] = server.Admin,
        };
        var (exitCode, output) = await NpmFolder.RunAsync(
            folder.Path, variables, "node", "--test", Path.Combine(Checkout.Root, "clients", "typescript", "tests", "client.test.mjs"));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task The_documented_forms_type_check()
    {
        using var folder = new TemporaryFolder();
        _ = await NpmFolder.PackAsync(folder.Path, "client-package.sh", "client");
        var document = await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "clients", "typescript", "README.md"), TestContext.Current.CancellationToken);
        var code = string.Concat(Blocks().Matches(document).Select(block => block.Groups[1].Value));
        Assert.Contains("run.result()", code, StringComparison.Ordinal);
        folder.Write("main.ts", $"declare const process: any, source: string;\n{code}");
        folder.Write("package.json", """{"type": "module"}""");
        folder.Write("tsconfig.json", Settings);
        Assert.Equal((0, ""), await NpmFolder.CompileAsync(folder.Path));
    }

    [GeneratedRegex("^```typescript\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Blocks();
}
