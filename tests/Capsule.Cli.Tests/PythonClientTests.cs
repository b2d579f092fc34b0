using System.Diagnostics;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>Runs the tests of <c>clients/python</c>, with the machine's Python and nothing else.</summary>
public sealed class PythonClientTests
{
    /// <summary>IPython and all that it imports, by the names that Debian has for them.</summary>
    private static readonly string[] NotebookPackages =
    [
        "python3-ipython", "python3-traitlets", "python3-decorator", "python3-prompt-toolkit", "python3-wcwidth", "python3-pygments",
        "python3-matplotlib-inline", "python3-jedi", "python3-parso", "python3-pickleshare", "python3-backcall", "python3-stack-data",
        "python3-executing", "python3-asttokens", "python3-pure-eval", "python3-pexpect", "python3-ptyprocess", "python3-six",
    ];

    [Theory]
    [InlineData("tests.test_run")]
    [InlineData("tests.test_session")]
    [InlineData("tests.test_lifecycle")]
    [InlineData("tests.test_sdk")]
    [InlineData("tests.test_compatibility")]
    [InlineData("tests.test_results")]
    [InlineData("tests.test_tools")]
    [InlineData("tests.test_runs")]
    [InlineData("tests.test_langchain")]
    public Task The_client_passes_its_own_tests(string module) => RunAsync(module);

    [Fact]
    public async Task The_client_type_checks_in_every_documented_form()
    {
        var pyright = await InstallAsync("pyright.sh", "pyright");
        await RunAsync("tests.test_types", ("CAPSULE_PYRIGHT", pyright));
    }

    [Fact]
    public async Task Cells_of_a_notebook_run_in_a_sandbox()
    {
        var packages = await InstallAsync("python-packages.sh", "ipython", ["", .. NotebookPackages]);
        using var settings = new TemporaryFolder();
        await RunAsync("tests.test_jupyter", ("PYTHONPATH", $"{Path.Combine(PythonClient.Folder, "src")}:{packages}"), ("IPYTHONDIR", settings.Path));
    }

    /// <summary>Installs what tests need with a script of <c>eng</c>, once for a checkout; gives the folder.</summary>
    private static async Task<string> InstallAsync(string script, string name, params string[] arguments)
    {
        var folder = Path.Combine(Checkout.Root, "artifacts", name);
        var installing = new ProcessStartInfo(Path.Combine(Checkout.Root, "eng", script), [folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var installed = await CliProcess.FinishAsync(Process.Start(installing)!);
        Assert.True(installed.ExitCode == 0, installed.Error);
        return folder;
    }

    private static Task RunAsync(string module, params (string Name, string Value)[] variables) =>
        PythonClient.TestAsync(module, [("CAPSULE_PATH", CliProcess.Path), .. variables]);
}
