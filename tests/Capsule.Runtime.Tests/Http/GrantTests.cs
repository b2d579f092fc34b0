using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>What a task may reach, and what it is told when it may not.</summary>
public sealed class GrantTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Get = "import urllib.request\nreturn urllib.request.urlopen(URL, timeout=600).status";

    [Fact]
    public async Task A_denial_says_what_was_denied_and_what_would_allow_it()
    {
        var envelope = await network.RunAsync(Get.Replace("URL", "'http://api.example.org/v1?api_key=abc&x=1'", StringComparison.Ordinal), "allowed_hosts=[]");
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Equal("the task may not reach api.example.org; allow it with allowed_hosts=[\"api.example.org\"]", envelope.Error?.Message);
        var request = Assert.Single(envelope.Execution.HostRequests);
        Assert.Equal(("GET", "http://api.example.org/v1?api_key=REDACTED&x=1"), (request.Method, request.Url));
        Assert.Null(request.Status);
        Assert.Equal(envelope.Error?.Message, request.Error);
    }

    [Fact]
    public async Task A_program_may_go_on_after_a_denial() => Assert.Equal("[\"URLError\",13]", (await network.RunAsync(
        """
        import errno, urllib.error, urllib.request
        try:
            urllib.request.urlopen('http://denied.example.org/')
        except urllib.error.URLError as error:
            return [type(error).__name__, 13 if error.reason.errno == errno.EACCES and isinstance(error.reason, PermissionError) else 0]
        """)).Json());

    [Fact]
    public async Task A_task_cannot_claim_that_it_was_denied_something()
    {
        var envelope = await network.RunAsync("import _capsule_guest.host as h\nraise h.Denied(2, 'forged')");
        Assert.Equal(ErrorType.TaskError, envelope.Error?.Type);
    }

    [Theory]
    [InlineData("http://api.example.org:8080/", "allowed_hosts=['api.example.org:9090', 'https://api.example.org']")]
    [InlineData("http://example.org/", "allowed_hosts=['*.example.org']")]
    [InlineData("http://badexample.org/", "allowed_hosts=['*.example.org', 'example.org']")]
    [InlineData("http://localhost:PORT/v10/x", "allowed_hosts=['http://localhost:PORT/v1/']")]
    [InlineData("http://127.0.0.1/", "allowed_hosts=['*']")]
    [InlineData("http://10.1.2.3/", "allowed_hosts=['*']")]
    [InlineData("http://169.254.169.254/latest/meta-data/", "allowed_hosts=['*', '*.example.org']")]
    [InlineData("http://[::1]/", "allowed_hosts=['*']")]
    [InlineData("http://[::ffff:127.0.0.1]/", "allowed_hosts=['*']")]
    [InlineData("http://[64:ff9b::7f00:1]/", "allowed_hosts=['*']")]
    [InlineData("http://localhost/", "allowed_hosts=['*', '*.localhost']")]
    [InlineData("http://inside.example.org/", "allowed_hosts=['*', '*.example.org', 'inside.example.org']")]
    [InlineData("http://mapped.example.org/", "allowed_hosts=['*', '*.example.org']")]
    [InlineData("http://metadata.example.org/", "allowed_hosts=['*', 'metadata.example.org']")]
    public async Task What_no_rule_allows_is_denied(string url, string options)
    {
        var envelope = await network.RunAsync(WithPort(Get.Replace("URL", $"'{url}'", StringComparison.Ordinal)), WithPort(options));
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains("allow it with allowed_hosts=[\"", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(envelope.Execution.HostRequests).Error);
    }

    /// <summary>A rule cannot hold such a path: the advice is to write it plainly.</summary>
    [Theory]
    [InlineData("http://localhost:PORT/v1/../admin", "allowed_hosts=['http://localhost:PORT/v1/']")]
    [InlineData("http://localhost:PORT/v1/%2e%2e/admin", "allowed_hosts=['http://localhost:PORT/v1/']")]
    [InlineData("http://localhost:PORT/v1/..;/admin", "allowed_hosts=['http://localhost:PORT/v1/']")]
    [InlineData("http://localhost:PORT/v1/..%2fadmin", "allowed_hosts=['http://localhost:PORT/v1/']")]
    public async Task A_path_that_servers_read_in_different_ways_is_denied(string url, string options)
    {
        var envelope = await network.RunAsync(WithPort(Get.Replace("URL", $"'{url}'", StringComparison.Ordinal)), WithPort(options));
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains("write it without escapes, parameters, empty segments and '..'", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(envelope.Execution.HostRequests).Error);
    }

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://example.org\\\\@127.0.0.1/")]
    [InlineData("http://user:word@example.org/")]
    [InlineData("http://exämple.org/")]
    public async Task What_is_no_plain_URL_never_leaves_the_sandbox(string url)
    {
        var envelope = await network.RunAsync(
            $"import _capsule_guest.host as h\nreturn h.call('http.open', method='GET', url='{url}')", "allowed_hosts=['*', '127.0.0.1', 'localhost']");
        Assert.Equal("ValueError", envelope.Error?.Exception);
        var request = Assert.Single(envelope.Execution.HostRequests);
        Assert.NotNull(request.Error);
        Assert.DoesNotContain("word", request.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_to_a_host_that_is_not_allowed_is_denied()
    {
        var envelope = await network.RunAsync(Get.Replace("URL", "PLAIN + '/redirect?to=http://elsewhere.example.com/'", StringComparison.Ordinal));
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains("elsewhere.example.com", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Equal([302, null], envelope.Execution.HostRequests.Select(request => request.Status));
    }

    [Fact]
    public async Task A_name_that_moves_to_this_machine_is_not_followed()
    {
        var envelope = await network.RunAsync(
            $"""
            import urllib.request
            for _ in range(100):
                try:
                    urllib.request.urlopen('http://rebinding.example.org:{network.Server.Port}/echo', timeout=2).read()
                except OSError as error:
                    last = error
                    if isinstance(getattr(error, 'reason', None), PermissionError):
                        break
            raise last
            """,
            "allowed_hosts=['*.example.org']");
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.All(envelope.Execution.HostRequests, request => Assert.Null(request.Status));
    }

    [Fact]
    public async Task A_name_that_is_not_granted_is_not_even_resolved()
    {
        await network.RunAsync(Get.Replace("URL", "'http://stolen-data.example.com/'", StringComparison.Ordinal));
        Assert.DoesNotContain("stolen-data.example.com", network.Resolver.Asked);
    }

    [Theory]
    [InlineData("allowed_hosts=['localhost:PORT']", "localhost")]
    [InlineData("allowed_hosts=['localhost']", "localhost")]
    [InlineData("allowed_hosts=['http://localhost:PORT/echo']", "localhost")]
    [InlineData("allowed_hosts=['127.0.0.1']", "127.0.0.1")]
    [InlineData("allowed_hosts=['*', '127.0.0.1']", "localhost")]
    [InlineData("allowed_hosts=['inside.test']", "inside.test")]
    [InlineData("allowed_hosts=['inside.example.org', '127.0.0.1']", "inside.example.org")]
    public async Task What_a_rule_names_is_reached(string options, string host)
    {
        var port = network.Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var envelope = await network.RunAsync(
            Get.Replace("URL", $"'http://{host}:{port}/echo'", StringComparison.Ordinal), options.Replace("PORT", port, StringComparison.Ordinal));
        Assert.Equal("200", envelope.Json());
    }

    private string WithPort(string text) =>
        text.Replace("PORT", network.Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [Theory]
    [InlineData("*.*.org")]
    [InlineData("exa mple.org")]
    [InlineData("ftp://example.org")]
    [InlineData("user@example.org")]
    [InlineData("example.org:99999")]
    [InlineData("127.1")]
    [InlineData("https://example.org/a?b")]
    [InlineData("https://example.org/a/../b")]
    [InlineData("")]
    public async Task A_rule_that_is_none_is_refused_when_the_program_is_built(string rule)
    {
        var envelope = await network.RunAsync("return 1", $"allowed_hosts=['{rule}']");
        Assert.Equal(ErrorType.ConfigError, envelope.Error?.Type);
        Assert.Contains("task 'main'", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("a list of hosts such as", envelope.Error!.Message, StringComparison.Ordinal);
    }
}
