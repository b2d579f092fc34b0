using System.ComponentModel;
using System.Diagnostics;

namespace Capsule.Tests;

/// <summary>The client for Python, and its own tests, run by the machine's Python and nothing else.</summary>
internal static class PythonClient
{
    /// <summary>Its folder.</summary>
    internal static readonly string Folder = Path.Combine(Checkout.Root, "clients", "python");

    /// <summary>Runs one of its modules of tests; all of them have to pass, and none may be left out.</summary>
    /// <param name="module">The module, such as <c>tests.test_run</c>.</param>
    /// <param name="variables">What it finds in its environment besides.</param>
    internal static async Task TestAsync(string module, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("python3", ["-X", "dev", "-W", "error", "-m", "unittest", module])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
            Environment =
            {
                ["PYTHONPATH"] = Path.Combine(Folder, "src"),
                ["PYTHONDONTWRITEBYTECODE"] = "1",
                ["CAPSULE_CACHE"] = Checkout.Cache,
            },
        };

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (shown, said) = (await output, await errors);

        Assert.True(process.ExitCode == 0, shown + said);
        Assert.Matches(@"Ran [1-9]\d* tests", said);
        Assert.DoesNotContain("skipped", said, StringComparison.Ordinal);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("the Python client is tested with python3, 3.11 or later: install it", e);
        }
    }
}
