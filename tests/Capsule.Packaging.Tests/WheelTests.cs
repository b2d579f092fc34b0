namespace Capsule.Packaging.Tests;

/// <summary>The wheel: <c>pip install</c> without a network, in a clean environment.</summary>
public sealed class WheelTests(Release release) : IDisposable
{
    private const string NothingOnPath = "PATH=/nonexistent";
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public async Task Pip_installs_the_command_and_the_client_and_the_first_run_prepares_nothing()
    {
        Release.Require();
        await InstallAsync(release.Wheel);
        machine.Write("hello.py", "def main(who): return {'hello': who}\n");

        var first = await machine.TryShellAsync($"{NothingOnPath} venv/bin/capsule run hello.py Ada");
        machine.Write("hello.ts", "import { task } from '@capsule-run/sdk';\nexport const main = task({ name: 'main' }, (who: string) => ({ hello: who }));\n");
        var script = await machine.TryShellAsync($"{NothingOnPath} venv/bin/capsule run hello.ts Ada");
        var doctor = await machine.ShellAsync("venv/bin/capsule doctor");

        Assert.Equal((0, "{\"hello\":\"Ada\"}\n", ""), first);
        Assert.Equal((0, "{\"hello\":\"Ada\"}\n", ""), script);
        Assert.Contains("ok    prepared: ", doctor, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", doctor, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_uses_the_command_that_came_with_it()
    {
        Release.Require();
        await InstallAsync(release.Wheel);
        machine.Write("client.py", """
            import asyncio
            from capsule import Session, run_sync

            print(run_sync(source="def main(a, b): return a + b", args=[1, 2])["result"])

            async def main():
                async with Session() as session:
                    await session.run("x = 20")
                    print((await session.run("x + 1")).value)

            asyncio.run(main())
            """);

        Assert.Equal("3\n21\n", await machine.ShellAsync($"{NothingOnPath} venv/bin/python client.py"));
    }

    [Fact]
    public async Task The_command_works_through_a_link_and_from_a_folder_of_its_own()
    {
        Release.Require();
        await machine.ShellAsync($"python3 -m venv venv && venv/bin/pip install -q --no-index --target 'a b' '{release.Wheel}'");

        Assert.Equal("42\n", await machine.ShellAsync("ln -s 'a b/bin/capsule' capsule && ./capsule run -c 'print(6 * 7)'"));
        Assert.Equal("2\n", await machine.ShellAsync(
            $"PYTHONPATH='a b' {NothingOnPath} venv/bin/python -c \"import capsule; print(capsule.run_sync(source='def main(): return 2')['result'])\""));
    }

    [Fact]
    public async Task It_is_small_enough_has_one_version_and_leaves_nothing_when_it_is_uninstalled()
    {
        Release.Require();
        await InstallAsync(release.Wheel);

        Assert.InRange(new FileInfo(release.Wheel).Length, 1, 60_000_000);
        Assert.Contains("the server is not beside this command", (await machine.TryShellAsync("venv/bin/capsule serve")).Error, StringComparison.Ordinal);
        var version = (await machine.ShellAsync("venv/bin/capsule --version")).Split('+')[0].Trim();
        Assert.Equal(version + "\n", await machine.ShellAsync("venv/bin/python -c 'import capsule_run; print(capsule_run.__version__)'"));
        Assert.Contains($"capsule_run-{version}-", release.Wheel, StringComparison.Ordinal);
        Assert.Matches(@"-py3-none-manylinux_2_\d+_(x86_64|aarch64)\.whl$", release.Wheel);
        Assert.Equal("", await machine.ShellAsync("venv/bin/pip uninstall -qy capsule-run && find venv -path '*capsule*' -type f"));
    }

    [Fact]
    public async Task A_source_installation_asks_no_index_and_needs_no_setuptools()
    {
        var client = Path.Combine(Checkout.Root, "clients", "python");
        await machine.ShellAsync("python3 -m venv venv && venv/bin/pip uninstall -qy setuptools");
        await machine.ShellAsync($"venv/bin/pip install -q --no-index '{client}'");
        Assert.Equal("True\n", await machine.ShellAsync("venv/bin/python -c 'import capsule, capsule_run; print(\"site-packages\" in capsule_run.__file__)'"));

        await machine.ShellAsync($"venv/bin/pip uninstall -qy capsule-run && venv/bin/pip install -q --no-index -e '{client}'");
        Assert.Equal(
            $"{client}/src/capsule_run/__init__.py\n", await machine.ShellAsync("venv/bin/python -c 'import capsule, capsule_run; print(capsule_run.__file__)'"));
    }

    [Fact]
    public async Task A_source_distribution_installs_and_a_folder_that_was_copied_out_of_the_checkout_says_what_is_wrong()
    {
        var client = Path.Combine(Checkout.Root, "clients", "python");
        await machine.ShellAsync("python3 -m venv venv");
        await machine.ShellAsync($"python3 -c 'import sys; sys.path.insert(0, \"{client}/backend\"); import capsule_build; capsule_build.build_sdist(\".\")'");
        await machine.ShellAsync("venv/bin/pip install -q --no-index ./capsule_run-*.tar.gz && venv/bin/python -c 'import capsule, capsule_run'");

        var copied = await machine.TryShellAsync($"cp -r '{client}' copied && venv/bin/pip install --no-index ./copied");

        Assert.NotEqual(0, copied.ExitCode);
        Assert.Contains("copied/src/capsule leads to nothing: this folder was copied out of its checkout", copied.Output + copied.Error, StringComparison.Ordinal);
    }

    private Task<string> InstallAsync(string wheel) => machine.ShellAsync($"python3 -m venv venv && venv/bin/pip install -q --no-index '{wheel}'");
}
