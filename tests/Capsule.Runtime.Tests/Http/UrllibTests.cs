using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

public sealed class UrllibTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Theory]
    [InlineData("PLAIN", "http")]
    [InlineData("SECURE", "https")]
    public async Task A_page_is_fetched(string server, string scheme)
    {
        var envelope = await network.RunAsync(
            $"""
            import json, urllib.request
            with urllib.request.urlopen({server} + '/echo?a=1', timeout=600) as response:
                seen = json.load(response)
                return [response.status, seen['method'], seen['target'], seen['scheme'], seen['headers']['user-agent'][:14]]
            """);
        Assert.Equal($"""[200,"GET","/echo?a=1","{scheme}","Python-urllib/"]""", envelope.Json());
        var request = Assert.Single(envelope.Execution.HostRequests);
        Assert.Equal(("GET", 200), (request.Method, request.Status));
        Assert.EndsWith("/echo?a=1", request.Url, StringComparison.Ordinal);
        Assert.True(request.Bytes > 0);
        Assert.Null(request.Error);
    }

    [Fact]
    public async Task A_form_is_posted()
    {
        var envelope = await network.RunAsync(
            """
            import json, urllib.request, urllib.parse
            data = urllib.parse.urlencode({'name': 'Ada', 'age': 36}).encode()
            with urllib.request.urlopen(PLAIN + '/echo', data) as response:
                seen = json.load(response)
            return [seen['method'], seen['body'], seen['headers']['content-type'], seen['headers']['content-length']]
            """);
        Assert.Equal("""["POST","name=Ada&age=36","application/x-www-form-urlencoded","15"]""", envelope.Json());
    }

    [Fact]
    public async Task An_error_status_is_an_HTTPError() => Assert.Equal("[404,500]", (await network.RunAsync(
        """
        import urllib.request, urllib.error
        seen = []
        for status in (404, 500):
            try:
                urllib.request.urlopen(f'{PLAIN}/status/{status}')
            except urllib.error.HTTPError as error:
                seen.append(error.code)
        return seen
        """)).Json());

    [Fact]
    public async Task A_redirect_is_followed_by_requests_of_its_own()
    {
        var envelope = await network.RunAsync(
            """
            import json, urllib.request
            with urllib.request.urlopen(PLAIN + '/redirect?to=/redirect?to=/echo') as response:
                return [response.url.endswith('/echo'), json.load(response)['method']]
            """);
        Assert.Equal("""[true,"GET"]""", envelope.Json());
        Assert.Equal([302, 302, 200], envelope.Execution.HostRequests.Select(request => request.Status));
    }

    [Fact]
    public async Task Cookies_are_kept_by_a_cookie_jar() => Assert.Equal("\"flavour=vanilla\"", (await network.RunAsync(
        """
        import json, http.cookiejar, urllib.request
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        opener.open(PLAIN + '/cookie').read()
        return json.load(opener.open(PLAIN + '/echo'))['headers']['cookie']
        """)).Json());

    [Fact]
    public async Task A_compressed_response_is_the_guests_to_unpack() => Assert.Equal("""["gzip","squeezed"]""", (await network.RunAsync(
        """
        import gzip, urllib.request
        with urllib.request.urlopen(PLAIN + '/gzip') as response:
            return [response.headers['content-encoding'], gzip.decompress(response.read()).decode()]
        """)).Json());

    [Fact]
    public async Task A_response_in_chunks_is_read_in_parts() => Assert.Equal("\"part 0;part 1;part 2;part 3;part 4;\"", (await network.RunAsync(
        """
        import urllib.request
        with urllib.request.urlopen(PLAIN + '/chunks') as response:
            return b''.join(iter(lambda: response.read(3), b'')).decode()
        """)).Json());

    [Fact]
    public async Task A_server_that_is_slow_is_a_TimeoutError() => Assert.Equal("true", (await network.RunAsync(
        """
        import urllib.request
        try:
            urllib.request.urlopen(PLAIN + '/slow?ms=20000', timeout=0.2).read()
        except TimeoutError:
            return True
        """)).Json());

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_used() => Assert.Equal("\"GET\"", (await network.RunAsync(
        """
        import json, urllib.request
        return json.load(urllib.request.urlopen(PLAIN + '/echo'))['method']
        """,
        network.Hosts + ", env_variables=['http_proxy']",
        RunEnvironment.Of(new Dictionary<string, string> { ["http_proxy"] = "http://localhost:1" }))).Json());
}
