using System.Diagnostics;
using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary><c>capsule serve</c>, as somebody meets it who has never seen it.</summary>
public sealed class ServeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_request_that_is_printed_works_when_it_is_pasted()
    {
        using var folder = new TemporaryFolder();
        using var server = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", Path.Combine(folder.Path, "data"));
        await server.ReadyAsync();
        var lines = server.Output.Split('\n').Select(line => line.Trim());

        var script = string.Join('\n', lines.Where(line => line.StartsWith("export ", StringComparison.Ordinal) || line.StartsWith("curl ", StringComparison.Ordinal)));
        var answer = await ShellAsync(script.Replace("curl ", "curl -s ", StringComparison.Ordinal));

        Assert.StartsWith("{\"success\":true,\"result\":42,", answer, StringComparison.Ordinal);
        await SignalAsync(server.Id, "TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    [Fact]
    public async Task A_key_is_shown_once_and_kept_as_a_hash()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        string key;
        using (var first = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data))
        {
            await first.ReadyAsync();
            key = first.Key;
            using var second = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data);
            Assert.Equal(2, await second.EndAsync());
            await Patience.UntilAsync(() => second.Output.Contains("another server uses", StringComparison.Ordinal), "the second one says why");
            await SignalAsync(first.Id, "TERM");
            Assert.Equal(0, await first.EndAsync());
        }

        using var again = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data);
        await again.ReadyAsync();
        Assert.DoesNotContain(key, again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("export CAPSULE_API_KEY", again.Output, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new Uri(again.Url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.True((await client.GetAsync("/v1/keys", Cancellation)).IsSuccessStatusCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        foreach (var file in Directory.GetFiles(data, "server.db*"))
        {
            // SQLite's locks are its own; .NET's would want to exclude it.
            Assert.DoesNotContain(key[^20..], await ShellAsync($"cat '{file}'"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_nobody_was_shown_is_not_made()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Path, "data");
        var said = await ShellAsync($"CAPSULE_CACHE='{Checkout.Cache}' '{ServeProcess.Program}' serve --listen http://127.0.0.1:0 --data '{data}' 2>&1 >/dev/full; echo $?");
        Assert.Contains("the first API key cannot be shown, so none was made", said, StringComparison.Ordinal);
        Assert.EndsWith("\n2\n", said, StringComparison.Ordinal);

        using var server = ServeProcess.Start("--listen", "http://127.0.0.1:0", "--data", data);
        await server.ReadyAsync();
        Assert.Contains("export CAPSULE_API_KEY=capsule_", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installed_command_runs_no_server_that_lies_where_a_checkout_has_it()
    {
        using var folder = new TemporaryFolder();
        var installed = Path.Combine(folder.Path, "Capsule.Cli", "debug");
        var planted = Path.Combine(folder.Path, "Capsule.Server", "debug");
        Directory.CreateDirectory(installed);
        Directory.CreateDirectory(planted);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(ServeProcess.Program)!))
        {
            File.Copy(file, Path.Combine(installed, Path.GetFileName(file)));
        }

        await ShellAsync($"printf '#!/bin/sh\necho planted\n' >'{planted}/capsule-server'; chmod +x '{planted}/capsule-server'");

        var said = await ShellAsync($"unset CAPSULE_SERVER; '{installed}/capsule' serve 2>&1; echo $?");
        Assert.Contains("the server is not beside this command", said, StringComparison.Ordinal);
        Assert.EndsWith("\n2\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen", "http://0.0.0.0:0", "say --insecure")]
    [InlineData("--listen", "ftp://127.0.0.1:1", "use http://ADDRESS:PORT or https://ADDRESS:PORT")]
    [InlineData("--listen", "http://example.com:80", "use http://ADDRESS:PORT or https://ADDRESS:PORT")]
    [InlineData("--max-concurrent", "0", "use a whole number from 1 to 10000")]
    [InlineData("--max-concurrent", "x", "use a whole number from 1 to 10000")]
    [InlineData("--listen", "http://192.0.2.1:0 --insecure", "cannot listen on http://192.0.2.1:0")]
    [InlineData("--lisen", "x", "lists the flags")]
    [InlineData("--data", "/dev/null", "the server's data cannot be kept")]
    public async Task What_is_wrong_with_a_flag_is_said(string flag, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        string[] data = flag == "--data" ? [] : ["--data", folder.Path];
        using var server = ServeProcess.Start([flag, .. value.Split(' '), .. data]);
        Assert.Equal(2, await server.EndAsync());
        await Patience.UntilAsync(() => server.Output.Contains(expected, StringComparison.Ordinal), $"it says: {expected}");
    }

    [Fact]
    public async Task Neither_a_file_of_the_folder_nor_a_variable_has_it_listen_elsewhere()
    {
        using var folder = new TemporaryFolder();
        folder.Write("appsettings.json", """{"Kestrel": {"Endpoints": {"Planted": {"Url": "http://0.0.0.0:0"}}}, "urls": "http://0.0.0.0:0"}""");
        var variables = new Dictionary<string, string>
        {
            ["Kestrel__Endpoints__Planted__Url"] = "http://0.0.0.0:0",
            ["ASPNETCORE_URLS"] = "http://0.0.0.0:0",
            ["ASPNETCORE_Kestrel__Endpoints__Planted__Url"] = "http://0.0.0.0:0",
            ["DOTNET_URLS"] = "http://0.0.0.0:0",
        };
        using var server = ServeProcess.StartIn(
            folder.Path, variables, "--listen", "http://127.0.0.1:0", "--data", Path.Combine(folder.Path, "data"));
        await server.ReadyAsync();

        Assert.StartsWith("http://127.0.0.1:", server.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0.0.0", server.Output, StringComparison.Ordinal);
        await SignalAsync(server.Id, "TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync(Cancellation);
    }

    private static async Task<string> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true })!;
        var answer = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return answer;
    }
}
