using System.Text;
using System.Text.Json;
using Capsule.Runtime.Tests.Http;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.JavaScript;

/// <summary>Secrets that a program in JavaScript sends and never sees, also where servers send them back in any place of a response.</summary>
public sealed class JavaScriptSecretTests(NetworkFixture network) : IClassFixture<NetworkFixture>, IDisposable
{
    private const string Attempt = """
        const attempt = async (path, init = { headers: { "X-Secret": SEC } }) => {
          try {
            const response = await fetch(BASE + path, { redirect: "manual", ...init });
            return [SEC, response.status, response.statusText, [...response.headers], response.url, await response.text()];
          } catch (error) {
            return [SEC, error.name, error.message, String(error.stack), String(error.cause?.message)];
          }
        };
        """;

    private readonly NodeProject project = new(network.Runtime);
    private readonly RecordingObserver observer = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_secret_that_a_server_sends_back_is_seen_nowhere()
    {
        await using var server = new RawServer(SecretLeakTests.AnswerAsync);
        var envelope = await RunAsync(server.Port, $$"""
            const seen = [];
            for (const path of {{JsonSerializer.Serialize(SecretLeakTests.Responses.Keys)}}) seen.push([path, await attempt(path)]);
            console.log(JSON.stringify(seen), process.env, process);
            return seen;
            """);
        var seen = envelope.Json();
        Assert.Equal(SecretLeakTests.Responses.Count, envelope.Result.GetArrayLength());
        SecretLeakTests.AssertHidden(seen);
        SecretLeakTests.AssertHidden(Encoding.UTF8.GetString(envelope.ToJson()));
        SecretLeakTests.AssertHidden(observer.Output + observer.Error + string.Join('\n', observer.Events));

        // What could be read was read, with the placeholder in place.
        var placeholder = envelope.Result[0][1][0].GetString()!;
        Assert.StartsWith("capsule-secret-", placeholder, StringComparison.Ordinal);
        Assert.Contains($"{placeholder}{placeholder} and {placeholder}", seen, StringComparison.Ordinal);
        Assert.Contains(placeholder, observer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`/?key=${SEC}`", "{}", "is in the URL")]
    [InlineData("'/'", "{ method: 'POST', body: `key=${SEC}` }", "may not be in a body")]
    [InlineData("'/'", "{ method: 'POST', body: new Blob(['key=', SEC]) }", "may not be in a body")]
    [InlineData("'/'", "{ headers: { [SEC]: 'x' } }", "is in the name of a header")]
    public async Task A_misdirected_placeholder_is_reported_and_not_sent(string path, string init, string why)
    {
        var requests = 0;
        await using var server = new RawServer((_, stream) =>
        {
            Interlocked.Increment(ref requests);
            return stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray()).AsTask();
        });
        var envelope = await RunAsync(server.Port, $"return await attempt({path}, {init})");
        Assert.Contains(why, envelope.Json(), StringComparison.Ordinal);
        Assert.Equal(0, requests);
        SecretLeakTests.AssertHidden(envelope.Json());
    }

    [Fact]
    public async Task A_server_that_was_not_granted_it_does_not_get_it()
    {
        var heads = new List<string>();
        await using var granted = new RawServer((_, stream) => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray()).AsTask());
        await using var other = new RawServer((head, stream) =>
        {
            heads.Add(head);
            return stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray()).AsTask();
        });
        var envelope = await RunAsync(
            granted.Port,
            $"return await fetch('http://127.0.0.1:{other.Port}/', {{ headers: {{ 'X-Secret': SEC }} }}).catch((error) => String(error.cause?.message))",
            other.Port);
        Assert.Contains("may not be sent to 127.0.0.1", envelope.Json(), StringComparison.Ordinal);
        Assert.DoesNotContain(heads, head => head.Contains("s3cret", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Envelope> RunAsync(int port, string body, int? other = null)
    {
        project.Write("main.js",
            $$"""
            import { task } from "@capsule-run/sdk";
            const BASE = "http://127.0.0.1:{{port}}";
            export const main = task({
              name: "main", compute: "HIGH", allowedHosts: ["127.0.0.1:{{port}}", "127.0.0.1:{{other ?? port}}"], secrets: { SEC: ["127.0.0.1:{{port}}"] },
            }, async () => {
              const SEC = process.env.SEC;
              {{Attempt}}
              {{body}}
            });
            """);
        return await project.RunAsync("main.js", new RunOptions
        {
            Observer = observer,
            Environment = RunEnvironment.Of(new Dictionary<string, string> { ["SEC"] = SecretLeakTests.Value }),
        });
    }
}
