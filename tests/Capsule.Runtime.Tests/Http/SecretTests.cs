using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Secrets that a task sends and never sees.</summary>
public sealed class SecretTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Value = "sk-live-0123456789abcdef";

    private const string Use =
        """
        import base64, json, os, urllib.request
        KEY = os.environ['API_KEY']
        def send(url, headers={}, data=None):
            with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=600) as response:
                return json.load(response)

        """;

    [Theory]
    [InlineData("SECURE")]
    [InlineData("PLAIN")]
    public async Task The_value_reaches_the_server_and_never_the_guest(string server)
    {
        var envelope = await RunAsync(
            $$"""
            seen = send({{server}} + '/echo', {'Authorization': 'Bearer ' + KEY})['headers']
            return [KEY, seen['authorization'], seen['accept-encoding']]
            """);
        var result = envelope.Result;
        Assert.True(envelope.Success, envelope.Error?.Message);
        var placeholder = result[0].GetString()!;
        Assert.StartsWith("capsule-secret-", placeholder, StringComparison.Ordinal);
        Assert.True(placeholder.Length >= 32);

        // The server echoed what it got: the guest reads the placeholder again.
        Assert.Equal("Bearer " + placeholder, result[1].GetString());
        Assert.Equal("identity", result[2].GetString());
        Assert.DoesNotContain(Value, System.Text.Encoding.UTF8.GetString(envelope.ToJson()), StringComparison.Ordinal);
        Assert.Contains("Bearer " + Value, network.Server.Authorizations);
    }

    [Fact]
    public async Task It_is_put_into_basic_credentials()
    {
        var envelope = await RunAsync(
            "send(SECURE + '/echo', {'Authorization': 'Basic ' + base64.b64encode(('user:' + KEY).encode()).decode()})\nreturn 1");
        Assert.Equal("1", envelope.Json());
        var expected = "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("user:" + Value));
        Assert.Contains(expected, network.Server.Authorizations);
    }

    [Theory]
    [InlineData("send('http://127.0.0.1:PORT/echo', {'X-Key': KEY})", "may not be sent to 127.0.0.1")]
    [InlineData("send(SECURE + '/echo?key=' + KEY)", "is in the URL")]
    [InlineData("send(SECURE + '/echo', {}, b'key=' + KEY.encode())", "may not be in a body")]
    [InlineData("send(SECURE + '/echo', {KEY: 'x'})", "is in the name of a header")]
    [InlineData("send('http://127.0.0.1:PORT/echo', {'Authorization': 'Basic ' + base64.b64encode(KEY.encode()).decode()})", "may not be sent to 127.0.0.1")]
    [InlineData("send('http://inside.test:PORT/echo', {'X-Key': KEY})", "without TLS")]
    public async Task A_misdirected_placeholder_is_reported_and_not_sent(string statement, string why)
    {
        var port = network.Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var envelope = await RunAsync(statement.Replace("PORT", port, StringComparison.Ordinal));
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains("the secret API_KEY", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(why, envelope.Error.Message, StringComparison.Ordinal);
        Assert.Equal(envelope.Error.Message, Assert.Single(envelope.Execution.HostRequests).Error);
    }

    [Fact]
    public async Task A_streamed_body_with_a_placeholder_is_not_sent_to_its_end()
    {
        var envelope = await RunAsync(
            """
            import http.client, urllib.parse
            c = http.client.HTTPSConnection(urllib.parse.urlsplit(SECURE).netloc)
            c.request('POST', '/count', iter([b'x' * 1000, KEY[:20].encode(), KEY[20:].encode(), b'y']))
            return c.getresponse().read().decode()
            """);
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
    }

    [Theory]
    [InlineData("b'key=' + KEY.encode()")]
    [InlineData("iter([b'key=', KEY[:20].encode(), KEY[20:].encode()])")]
    public async Task It_is_put_into_a_body_where_that_is_granted(string body)
    {
        var envelope = await RunAsync(
            $"return send(SECURE + '/echo', {{}}, {body})['body'] == 'key=' + KEY",
            "secrets={'API_KEY': {'hosts': ['localhost'], 'in': ['body', 'headers']}}");
        Assert.Equal("true", envelope.Json());
        Assert.Contains("key=" + Value, network.Server.Bodies);
    }

    [Fact]
    public async Task An_unused_secret_is_in_the_envelope()
    {
        var envelope = await RunAsync("return 1");
        Assert.Equal(["API_KEY"], envelope.Execution.UnusedSecrets);
        Assert.Contains("\"unused_secrets\":[\"API_KEY\"]", System.Text.Encoding.UTF8.GetString(envelope.ToJson()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_also_an_ordinary_variable_stays_secret()
    {
        var envelope = await RunAsync("return KEY", "secrets={'API_KEY': ['localhost']}, env_variables=['API_KEY']");
        Assert.StartsWith("capsule-secret-", envelope.Result.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_set_is_absent() => Assert.Equal("[[],true]", (await network.RunAsync(
        "import os\nreturn [[name for name in os.environ if name != 'PATH' and 'KEY' in name], 'API_KEY' not in os.environ]",
        "secrets={'API_KEY': ['localhost']}, env_variables=['API_KEY']")).Json());

    [Theory]
    [InlineData("secrets={'API_KEY': []}")]
    [InlineData("secrets={'API_KEY': ['*']}")]
    [InlineData("secrets={'API_KEY': 'localhost'}")]
    [InlineData("secrets=['API_KEY']")]
    [InlineData("secrets={'API_KEY': {'hosts': ['localhost'], 'in': []}}")]
    [InlineData("secrets={'API_KEY': {'hosts': ['localhost'], 'in': ['url']}}")]
    [InlineData("secrets={'API_KEY': {'host': ['localhost']}}")]
    [InlineData("secrets={'A=B': ['localhost']}")]
    public async Task A_declaration_that_is_none_is_refused(string options) =>
        Assert.Equal(ErrorType.ConfigError, (await network.RunAsync("return 1", options)).Error?.Type);

    private Task<Envelope> RunAsync(string body, string secrets = "secrets={'API_KEY': ['localhost', 'inside.test']}") => network.RunAsync(
        Use + body, $"{secrets}, allowed_hosts=['localhost', '127.0.0.1', 'inside.test']",
        RunEnvironment.Of(new Dictionary<string, string> { ["API_KEY"] = Value }));
}
