[assembly: AssemblyFixture(typeof(Capsule.Packaging.Tests.Release))]

namespace Capsule.Packaging.Tests;

/// <summary>What <c>eng/release.sh</c> makes of this checkout, once for all tests: published natively, as users get it.</summary>
public sealed class Release : IAsyncLifetime
{
    private static readonly string[] Linkers = ["clang", "gcc"];

    /// <summary>Two programs are compiled ahead of time, beside other tests: minutes where nothing else runs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(40);

    private readonly Machine machine = new();
    private string? problem;

    /// <summary>The folder with the archive, the wheel, the packages, the installer and their SHA-256.</summary>
    internal string Folder => problem is null ? Path.Combine(machine.Path, "out") : throw new InvalidOperationException(problem);

    internal string Archive => Single("capsule-*.tar.gz");

    internal string Wheel => Single("capsule_run-*.whl");

    /// <summary>The npm packages, that of the platform first.</summary>
    internal string[] NpmPackages => [Single("capsule-run-cli-*.tgz"), Single("capsule-run-[0-9]*.tgz", "capsule-run-cli-", "capsule-run-sdk-", "capsule-run-client-")];

    /// <summary>The npm package with the types of the SDK.</summary>
    internal string SdkPackage => Single("capsule-run-sdk-*.tgz");

    /// <summary>The npm package with the client of a server.</summary>
    internal string ClientPackage => Single("capsule-run-client-*.tgz");

    /// <summary>Skips a test where nothing can be linked natively.</summary>
    internal static void Require() => Assert.SkipWhen(
        Linkers.All(linker => FindOnPath(linker) is null), "publishing natively needs clang or gcc, and neither is installed: eng/test.sh installs it");

    public async ValueTask InitializeAsync()
    {
        if (Linkers.All(linker => FindOnPath(linker) is null) || Environment.GetEnvironmentVariable("CAPSULE_TEST_COMMAND") is not null)
        {
            return;
        }

        var home = Environment.GetEnvironmentVariable("HOME") ?? "";
        var (exitCode, output, error) = await machine.RunAsync(
            $"'{Path.Combine(Checkout.Root, "eng", "release.sh")}' --with-built-guest --base-url http://127.0.0.1:9 out", Longest, ("HOME", home));
        problem = exitCode == 0 ? null : $"eng/release.sh failed:\n{output}{error}";
    }

    public ValueTask DisposeAsync()
    {
        machine.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private string Single(string pattern, params string[] without) => Assert.Single(
        Directory.GetFiles(Folder, pattern.Replace("[0-9]", "", StringComparison.Ordinal)),
        path => !without.Any(start => Path.GetFileName(path).StartsWith(start, StringComparison.Ordinal)));
}
