namespace Capsule.Packaging.Tests;

/// <summary>The npm packages, from their packed files and without a network.</summary>
public sealed class NpmTests(Release release) : IDisposable
{
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task Npx_runs_the_command_with_its_output_and_its_exit_code()
    {
        await InstallAsync(release.NpmPackages);
        machine.Write("hello.py", "def main(who): return {'hello': who}\n");

        Assert.Equal("{\"hello\":\"Ada\"}\n", await machine.ShellAsync("npx --offline capsule-run run hello.py Ada"));
        Assert.Equal("{\"hello\":\"Ada\"}\n", await machine.ShellAsync("npx --offline capsule run hello.py Ada"));
        Assert.Equal(1, (await machine.TryShellAsync("npx --offline capsule run -c '1 / 0'")).ExitCode);
    }

    [Fact]
    public async Task A_signal_to_node_ends_the_command()
    {
        await InstallAsync(release.NpmPackages);

        var ended = await machine.TryShellAsync(
            "node node_modules/.bin/capsule run -c 'print(1, flush=True); __import__(\"time\").sleep(3600)' >out & until grep -q 1 out; do sleep 0.1; done; "
            + "kill -TERM $!; wait $!; code=$?; pgrep -f \"$PWD/node_modules/@capsule-run\" && exit 99; exit $code");

        Assert.InRange(ended.ExitCode, 129, 143);
    }

    [Fact]
    public async Task Without_the_package_for_the_platform_an_error_names_it()
    {
        await InstallAsync(release.NpmPackages[1..]);

        var result = await machine.TryShellAsync("node node_modules/capsule-run/bin/capsule.js --version");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("the package @capsule-run/cli-linux-", result.Error, StringComparison.Ordinal);
        Assert.Contains("npm install capsule-run", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_types_of_the_sdk_install_and_are_none_to_run()
    {
        await InstallAsync([release.SdkPackage]);

        Assert.Contains("export declare function task", await machine.ShellAsync("cat node_modules/@capsule-run/sdk/index.d.ts"), StringComparison.Ordinal);
        Assert.Contains("capsule run", (await machine.TryShellAsync("node -e 'import(\"@capsule-run/sdk\")'")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_of_a_server_installs_and_needs_nothing_else()
    {
        await InstallAsync([release.ClientPackage]);

        Assert.Contains("fetch failed", (await machine.TryShellAsync(
            "node -e 'import(\"@capsule-run/client\").then(({ Capsule }) => new Capsule({ url: \"http://127.0.0.1:9\", apiKey: \"k\" }).execute(\"1\"))'")).Error,
            StringComparison.Ordinal);
        Assert.Equal("client", (await machine.ShellAsync("ls node_modules/@capsule-run")).Trim());
    }

    private async Task InstallAsync(string[] packages)
    {
        Release.Require();
        machine.Write("package.json", "{}");
        await machine.ShellAsync($"npm install --offline --no-audit --no-fund --omit=optional {string.Join(' ', packages.Select(package => $"'{package}'"))}");
    }
}
