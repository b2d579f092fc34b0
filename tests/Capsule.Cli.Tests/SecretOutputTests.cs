using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Capsule.Cli.Tests.Support;

namespace Capsule.Cli.Tests;

/// <summary>What the command prints of a server that sends a secret back in places where nobody looks for one.</summary>
public sealed class SecretOutputTests
{
    private const string Value = "sup3rs3cretvalue0001";

    [Theory]
    [InlineData("{S} HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 {S}\r\nX-{S}: {S}\r\nContent-Length: 20\r\n\r\n{S}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{S}\r\n")]
    public async Task A_secret_is_in_no_output_of_the_command(string response)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var serving = ServeAsync(listener, response);
        using var folder = new TemporaryFolder();
        folder.Write("main.py",
            $$"""
            import http.client, os, sys
            from capsule import task

            @task(allowed_hosts=["127.0.0.1:{{port}}"], secrets={"SEC": ["127.0.0.1:{{port}}"]})
            def main():
                connection = http.client.HTTPConnection("127.0.0.1", {{port}}, timeout=60)
                connection.request("GET", "/", headers={"X-Secret": os.environ["SEC"]})
                answer = connection.getresponse()
                print(answer.getheaders(), file=sys.stderr)
                return [answer.reason, answer.getheaders(), answer.read().decode()]
            """);
        var environment = new Dictionary<string, string> { ["SEC"] = Value };

        var run = await CliProcess.RunAsync(folder.Path, environment, "run", "main.py", "--verbose", "--json");
        var trace = await CliProcess.RunAsync(folder.Path, environment, "trace");
        var logs = await CliProcess.RunAsync(folder.Path, environment, "logs");

        Assert.Equal(Value, await serving);
        Assert.Single(run.Json.GetProperty("execution").GetProperty("host_requests").EnumerateArray());
        foreach (var text in new[] { run.Output, run.Error, trace.Output, trace.Error, logs.Output, logs.Error })
        {
            Assert.DoesNotContain("s3cret", text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.All(
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("s3cret", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Answers one request; gives the secret that came.</summary>
    private static async Task<string> ServeAsync(TcpListener listener, string response)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var (head, buffer) = ("", new byte[64 << 10]);
        while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            head += Encoding.Latin1.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken));
        }

        var secret = head.Split("\r\n").Single(line => line.StartsWith("X-Secret: ", StringComparison.OrdinalIgnoreCase))[10..];
        await client.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes(response.Replace("{S}", secret, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        return secret;
    }
}
