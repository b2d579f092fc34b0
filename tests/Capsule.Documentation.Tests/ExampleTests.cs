using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Capsule.Documentation.Tests;

/// <summary>The programs of examples/csharp, as they are built.</summary>
public sealed class ExampleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Console()
    {
        using var program = Start("console");
        var output = await program.StandardOutput.ReadToEndAsync(Cancellation);
        Assert.Equal(
            """
            Report { WordCount = 4, Longest = quick }
            TaskError: ValueError
            Started
            it prints counting
            Ended
            it gives {"word_count":2,"longest":"jumps"}

            """,
            output);
    }

    [Fact]
    public async Task Code_mode()
    {
        using var program = Start("code-mode");
        Assert.EndsWith(
            """{"success":true,"result":63.0}""" + "\n", await program.StandardOutput.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_of_other_frameworks()
    {
        using var program = Start("agents");
        Assert.Equal(
            """
            Agent Framework: {"success":true,"result":34.0}
            Agent Framework: {"success":true,"result":44}
            Semantic Kernel: {"success":true,"result":63.0}

            """,
            await program.StandardOutput.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Web_application()
    {
        using var program = Start("aspnet", "--urls", "http://127.0.0.1:0");
        try
        {
            using var client = new HttpClient { BaseAddress = await AddressAsync(program) };
            var response = await client.PostAsJsonAsync(
                "/run", new { code = "from capsule import tools\ntools.price_of('tea') * 3" }, Cancellation);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal(13.5, answer.GetProperty("result").GetDouble());
            Assert.Equal(
                """{"mean":2.3333333333333335,"median":2}""", await client.GetStringAsync("/statistics?values=1&values=2&values=4", Cancellation));
            Assert.Equal("Healthy", await client.GetStringAsync("/health", Cancellation));
        }
        finally
        {
            program.Kill();
        }
    }

    private static async Task<Uri> AddressAsync(Process program)
    {
        const string Before = "Now listening on: ";
        while (await program.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new Uri(line[(at + Before.Length)..]);
            }
        }

        throw new InvalidOperationException("the application has ended");
    }

    private static Process Start(string example, params string[] arguments)
    {
        var folder = AppContext.BaseDirectory.Replace(typeof(ExampleTests).Assembly.GetName().Name!, example, StringComparison.Ordinal);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, $"{example}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["CAPSULE_CACHE"] = Checkout.Cache;
        return Process.Start(start)!;
    }
}
