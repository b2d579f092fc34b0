using System.Globalization;
using System.Text;
using Capsule.Runtime.Tests.Durable;
using Capsule.Runtime.Tests.Support;
using Capsule.Runtime.Tests.Telemetry;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Servers that send a secret back, in every place of a response that there is.</summary>
public sealed class SecretLeakTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    internal const string Value = "sup3rs3cret+value/0001=";

    private static readonly RunEnvironment Environment = RunEnvironment.Of(new Dictionary<string, string> { ["SEC"] = Value });

    /// <summary>Responses by path; {S} is the secret as it came, {T} where only characters of a token can be.</summary>
    internal static readonly Dictionary<string, string> Responses = new()
    {
        ["/status-line"] = "{S} HTTP/1.1 200 OK\r\n\r\n",
        ["/version"] = "HTTP/{S} 200 OK\r\n\r\nhi",
        ["/status-code"] = "HTTP/1.1 {S} OK\r\n\r\nhi",
        ["/reason"] = "HTTP/1.1 200 {S}\r\nContent-Length: 2\r\n\r\nhi",
        ["/header-line"] = "HTTP/1.1 200 OK\r\n{S}\r\n\r\nhi",
        ["/malformed-name"] = "HTTP/1.1 200 OK\r\nA B{S}: 1\r\n\r\nhi",
        ["/header-name"] = "HTTP/1.1 200 OK\r\nX-{T}: 1\r\nContent-Length: 2\r\n\r\nhi",
        ["/large-name"] = "HTTP/1.1 200 OK\r\nX-{U}: 1\r\nContent-Length: 2\r\n\r\nhi",
        ["/header-value"] = "HTTP/1.1 200 OK\r\nX-Echo: a{S}b\r\nContent-Length: 2\r\n\r\nhi",
        ["/folded"] = "HTTP/1.1 200 OK\r\nX-Echo: a\r\n {S}\r\nContent-Length: 2\r\n\r\nhi",
        ["/length"] = "HTTP/1.1 200 OK\r\nContent-Length: {S}\r\n\r\nhi",
        ["/coding"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: {S}\r\n\r\nhi",
        ["/chunk-size"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{S}\r\nhi\r\n0\r\n\r\n",
        ["/chunk-extension"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;{S}\r\nhi\r\n0\r\n\r\n",
        ["/chunk-end"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi{S}\r\n0\r\n\r\n",
        ["/trailer"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Echo: {S}\r\n\r\n",
        ["/malformed-trailer"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA {S}\r\n\r\n",
        ["/interim"] = "HTTP/1.1 103 {S}\r\nX-Echo: {S}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        ["/location"] = "HTTP/1.1 302 Found\r\nLocation: /next?key={S}\r\nContent-Length: 0\r\n\r\n",
        ["/cookie"] = "HTTP/1.1 200 OK\r\nSet-Cookie: {T}={S}; Path=/{S}\r\nContent-Length: 0\r\n\r\n",
        ["/switching"] = "HTTP/1.1 101 {S}\r\nUpgrade: {S}\r\nConnection: Upgrade\r\n\r\n{S}",
        ["/body"] = "HTTP/1.1 200 OK\r\n\r\n{S}{S} and {S}",
        ["/short"] = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{S}",
        ["/split"] = "HTTP/1.1 200 OK\r\n\r\n{S|}",
    };

    [Fact]
    public async Task A_secret_that_a_server_sends_back_is_seen_nowhere()
    {
        await using var server = new RawServer(AnswerAsync);
        using var spans = new RecordedSpans();
        await using var world = new DurableWorld(network.Runtime, Program(server.Port, $"""
            seen = []
            for path in {System.Text.Json.JsonSerializer.Serialize(Responses.Keys)}:
                seen.append([path, attempt(path)])
            print(seen)
            return seen
            """))
        { Environment = Environment };

        var envelope = await world.StartAsync();

        var seen = envelope.Json();
        Assert.Equal(Responses.Count, envelope.Result.GetArrayLength());
        AssertHidden(seen);
        AssertHidden(Encoding.UTF8.GetString(envelope.ToJson()));
        AssertHidden(world.Observer.Output + world.Observer.Error + string.Join('\n', world.Observer.Events));
        AssertHidden(string.Join('\n', spans.Ended.SelectMany(span =>
            span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append($"{span.DisplayName} {span.StatusDescription}")
                .Concat(span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Value}"))))));
        await world.RestartAsync();
        AssertHidden(world.ReadFiles());

        // What could be read was read, with the placeholder in place.
        var placeholder = envelope.Result[0][1][0].GetString()!;
        Assert.StartsWith("capsule-secret-", placeholder, StringComparison.Ordinal);
        Assert.Contains($"{placeholder}{placeholder} and {placeholder}", seen, StringComparison.Ordinal);
        Assert.Contains($"\"X-{placeholder}\"", seen, StringComparison.Ordinal);
        Assert.Contains("[\"/split\",[\"" + placeholder + "\",200,\"\",", seen.Replace("\"OK\"", "\"\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("percent-encoded", "sup3rs3cret%2Bvalue%2f0001%3D")]
    [InlineData("form-encoded in part", "sup3rs3cret%2Bvalue/0001%3D")]
    [InlineData("every byte percent-encoded", "%73%75%70%33%72%73%33%63%72%65%74%2b%76%61%6c%75%65%2f%30%30%30%31%3d")]
    [InlineData("JSON", "sup3rs3cret\\u002Bvalue\\/0001\\u003d")]
    [InlineData("HTML", "sup3rs3cret&#43;value&#x2F;0001&#61;")]
    [InlineData("base64", "c3VwM3JzM2NyZXQrdmFsdWUvMDAwMT0=")]
    [InlineData("base64 of user:value", "dXNlcjpzdXAzcnMzY3JldCt2YWx1ZS8wMDAxPQ==")]
    [InlineData("hexadecimal digits", "7375703372733363726574 2b76616c75652f303030313d")]
    public async Task Encodings_that_servers_use_are_found_too(string name, string written)
    {
        Assert.NotEmpty(name);
        var sent = written.Replace(" ", "", StringComparison.Ordinal);
        await using var server = new RawServer((_, stream) => WriteAsync(stream, "HTTP/1.1 200 OK\r\nX-Echo: " + sent + "\r\n\r\n<" + sent + ">"));
        var envelope = await RunAsync(server.Port, "return attempt('/echo')");
        Assert.DoesNotContain(sent[5..^5], envelope.Json().Replace("\\\\", "\\", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(3, envelope.Json().Split("capsule-secret-").Length - 1);
    }

    /// <summary>The first response has its head before the secret is sent for the first time, and its body after that.</summary>
    [Theory]
    [InlineData("Content-Length: 25\r\n", "<***********************>")]
    [InlineData("", "<capsule-secret-")]
    public async Task A_response_that_began_before_the_secret_was_sent_is_searched_too(string length, string expected)
    {
        var sent = new TaskCompletionSource<string>();
        await using var server = new RawServer(async (head, stream) =>
        {
            if (head.StartsWith("GET /first", StringComparison.Ordinal))
            {
                await WriteAsync(stream, $"HTTP/1.1 200 OK\r\n{length}\r\n");
                await WriteAsync(stream, $"<{await sent.Task}>");
            }
            else
            {
                sent.TrySetResult(RawServer.Header(head, "X-Secret"));
                await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            }
        });
        var envelope = await RunAsync(server.Port, $"""
            first = http.client.HTTPConnection('127.0.0.1', {server.Port})
            first.request('GET', '/first')
            response = first.getresponse()
            attempt('/second')
            return response.read().decode()
            """);
        Assert.StartsWith(expected, envelope.Result.GetString(), StringComparison.Ordinal);
        AssertHidden(envelope.Json());
    }

    [Theory]
    [InlineData("Content-Length: abc\r\n")]
    [InlineData("Content-Length: -5\r\n")]
    [InlineData("Content-Length: +5\r\n")]
    [InlineData("Content-Length: 5, 5\r\n")]
    [InlineData("Content-Length: 0x5\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    [InlineData("Content-Length: \r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n")]
    public async Task A_response_that_does_not_say_where_its_body_ends_is_refused(string framing)
    {
        await using var server = new RawServer((_, stream) => WriteAsync(stream, $"HTTP/1.1 200 OK\r\n{framing}\r\nhello"));
        var envelope = await RunAsync(server.Port, "return attempt('/')");
        Assert.Equal("ConnectionResetError", envelope.Result[1].GetString());
        Assert.Contains("that is not valid", envelope.Result[2].GetString()!.Replace("other than chunked", "that is not valid", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_beside_chunks_counts_as_none()
    {
        await using var server = new RawServer((_, stream) => WriteAsync(
            stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        var envelope = await RunAsync(server.Port, "return attempt('/')[3:]");
        Assert.EndsWith("\"hello\"]", envelope.Json(), StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", envelope.Json(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The scrubber is no oracle: a server that was never granted the secret sends the first letters of a guess, and waits. The guest
    /// sees them all after a while, right or wrong, although they could begin the secret.
    /// </summary>
    [Fact]
    public async Task A_server_without_the_secret_cannot_guess_it_letter_by_letter()
    {
        await using var trusted = new RawServer((_, stream) => WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
        await using var other = new RawServer(async (head, stream) =>
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\n\r\n" + head.Split(' ')[1][1..]);
            _ = await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken);
        });
        var envelope = await RunAsync(trusted.Port, $"""
            attempt('/')
            seen = []
            for guess in ('s', 'x', 'sup3rs3', 'sup3rx3'):
                connection = http.client.HTTPConnection('127.0.0.1', {other.Port}, timeout=60)
                connection.request('GET', '/' + guess)
                response = connection.getresponse()
                seen.append(response.read(len(guess)).decode())
                connection.close()
            return seen
            """, other.Port);
        Assert.Equal("[\"s\",\"x\",\"sup3rs3\",\"sup3rx3\"]", envelope.Json());
    }

    internal static async Task AnswerAsync(string head, Stream stream)
    {
        var secret = RawServer.Header(head, "X-Secret");
        var token = secret.Replace("/", "%2F", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal);
        var response = Responses[head.Split(' ')[1]].Replace("{S}", secret, StringComparison.Ordinal)
            .Replace("{T}", token, StringComparison.Ordinal).Replace("{U}", token.ToUpperInvariant(), StringComparison.Ordinal);
        foreach (var letter in response.EndsWith("{S|}", StringComparison.Ordinal) ? secret : "")
        {
            await WriteAsync(stream, response.Replace("{S|}", "", StringComparison.Ordinal) + letter);
            await Task.Delay(5, TestContext.Current.CancellationToken);
            response = "";
        }

        await WriteAsync(stream, response);
    }

    private static async Task WriteAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Neither the value nor a part of it that would give it away.</summary>
    internal static void AssertHidden(string text)
    {
        Assert.DoesNotContain("s3cret", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("value/0001", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("value%2F0001", text, StringComparison.OrdinalIgnoreCase);
    }

    private Task<Envelope> RunAsync(int port, string body, int? other = null) => network.RunAsync(
        Uses(port) + body, Options(port, other), Environment);

    private static string Program(int port, string body) => Sources.MainOf(Uses(port) + body, Options(port, null));

    private static string Options(int port, int? other) => string.Create(CultureInfo.InvariantCulture,
        $"allowed_hosts=['127.0.0.1:{port}', '127.0.0.1:{other ?? port}'], secrets={{'SEC': ['127.0.0.1:{port}']}}");

    private static string Uses(int port) =>
        $"""
        import http.client, os
        SEC = os.environ['SEC']
        def attempt(path):
            connection = http.client.HTTPConnection('127.0.0.1', {port}, timeout=60)
            try:
                connection.request('GET', path, headers={"{"}'X-Secret': SEC{"}"})
                response = connection.getresponse()
                return [SEC, response.status, response.reason, response.getheaders(), response.read().decode('latin-1')]
            except Exception as error:
                return [SEC, type(error).__name__, str(error)]
            finally:
                connection.close()

        """;
}
