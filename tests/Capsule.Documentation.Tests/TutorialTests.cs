using System.Diagnostics;

namespace Capsule.Documentation.Tests;

/// <summary>The tutorials, followed by a program: each command prints what its tutorial says.</summary>
public sealed class TutorialTests
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "docs", "tutorials");

    [Theory]
    [InlineData("command-line.md")]
    [InlineData("python.md")]
    [InlineData("model-context-protocol.md")]
    public async Task A_reader_who_follows_a_tutorial_sees_what_it_says(string tutorial)
    {
        var steps = Tutorial.Read(await File.ReadAllLinesAsync(Path.Combine(Folder, tutorial), TestContext.Current.CancellationToken)).ToArray();
        Assert.Contains(steps, step => step.Output.Length > 0);
        var folder = Directory.CreateTempSubdirectory("capsule-tutorial-");
        try
        {
            using var shell = new Shell(folder.FullName);
            foreach (var step in steps)
            {
                if (step.File is not null)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder.FullName, step.File), step.Text, TestContext.Current.CancellationToken);
                    continue;
                }

                var output = await shell.RunAsync(step.Text);
                Assert.True(Tutorial.Fits(step.Output, output), $"{tutorial}:{step.Line}: $ {step.Text}\nit says:\n{step.Output}\nit prints:\n{output}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_tutorial_is_followed_or_compiled() => Assert.Equal(
        ["command-line.md", "csharp.md", "model-context-protocol.md", "python.md"],
        Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Other_output_than_a_tutorial_says_is_noticed()
    {
        var steps = Tutorial.Read(["```console", "$ capsule run a.py", "one", "t…ee", "$ echo", "```"]).ToArray();
        Assert.Equal(2, steps.Length);
        Assert.True(Tutorial.Fits(steps[0].Output, "one\nthree\n"));
        Assert.False(Tutorial.Fits(steps[0].Output, "one\nthree\nfour\n"));
        Assert.False(Tutorial.Fits(steps[1].Output, "something"));
    }

    /// <summary>A shell that keeps its folder and the last exit code, as a terminal does.</summary>
    private sealed class Shell : IDisposable
    {
        private const string End = "--end-of-command--";
        private readonly Process process;

        internal Shell(string folder)
        {
            var command = AppContext.BaseDirectory.Replace(
                typeof(TutorialTests).Assembly.GetName().Name!, "Capsule.Cli", StringComparison.Ordinal);
            var start = new ProcessStartInfo("bash", ["--noprofile", "--norc"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = folder,
            };
            start.Environment["PATH"] = $"{command}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["PYTHONPATH"] = Path.Combine(Checkout.Root, "clients", "python", "src");
            start.Environment["CAPSULE_CACHE"] = Checkout.Cache;
            process = Process.Start(start)!;
            process.StandardInput.WriteLine("exec 2>&1");
        }

        public void Dispose()
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        internal async Task<string> RunAsync(string command)
        {
            // The command's own exit code is there for the next one to ask.
            await process.StandardInput.WriteLineAsync($"(exit ${{last:-0}}); {{ {command}; }} </dev/null; last=$?; echo; echo {End}");
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != End)
            {
                lines.Add(line);
            }

            return string.Join('\n', lines);
        }
    }
}
