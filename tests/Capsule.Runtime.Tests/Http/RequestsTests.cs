using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>requests and urllib3, unmodified.</summary>
public sealed class RequestsTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SECURE")]
    public async Task A_page_is_fetched(string server) => Assert.Equal("""[200,"GET","v"]""", await JsonAsync(
        $$"""
        response = requests.get({{server}} + '/echo', params={'q': 'v'}, timeout=600)
        seen = response.json()
        return [response.status_code, seen['method'], seen['target'].partition('=')[2]]
        """));

    [Fact]
    public async Task A_session_keeps_cookies_and_its_connection()
    {
        Assert.Equal("""["flavour=vanilla",true]""", await JsonAsync(
            """
            with requests.Session() as session:
                session.get(PLAIN + '/cookie')
                adapter = session.adapters['http://']
                seen = session.get(PLAIN + '/echo').json()
                pool = adapter.poolmanager.connection_from_url(PLAIN)
                return [seen['headers']['cookie'], pool.num_connections == 1]
            """));
        var connections = network.Server.Connections.Where(line => line.StartsWith("/cookie", StringComparison.Ordinal));
        Assert.Single(connections.Select(line => line.Split(' ')[1]).Distinct());
    }

    [Fact]
    public async Task Json_forms_and_files_are_posted() => Assert.Equal("""["{\"a\": 1}","b=2",true]""", await JsonAsync(
        """
        json = requests.post(PLAIN + '/echo', json={'a': 1}).json()['body']
        form = requests.post(PLAIN + '/echo', data={'b': 2}).json()['body']
        file = requests.post(PLAIN + '/echo', files={'f': ('x.bin', bytes(range(256)))}).json()['body']
        return [json, form, bytes(range(256)).decode('latin-1') in file]
        """));

    [Fact]
    public async Task A_body_of_a_generator_is_sent_in_chunks() => Assert.Equal("\"30 3030 chunked\"", await JsonAsync(
        """
        return requests.post(PLAIN + '/count', data=(b'eeeeeeeeee' for _ in range(3))).text
        """));

    [Fact]
    public async Task A_response_is_streamed() => Assert.Equal("[3000000,46]", await JsonAsync(
        """
        with requests.get(PLAIN + '/bytes/3000000', stream=True) as response:
            sizes = [len(part) for part in response.iter_content(65536)]
        return [sum(sizes), len(sizes)]
        """));

    [Fact]
    public async Task Redirects_are_followed() => Assert.Equal("""[["GET",2],["GET",303]]""", await JsonAsync(
        """
        response = requests.get(PLAIN + '/redirect?to=/redirect?to=/echo')
        other = requests.post(PLAIN + '/see-other', data=b'x')
        return [[response.json()['method'], len(response.history)], [other.json()['method'], other.history[0].status_code]]
        """));

    [Fact]
    public async Task A_compressed_response_is_unpacked() => Assert.Equal("\"squeezed\"", await JsonAsync("return requests.get(SECURE + '/gzip').text"));

    [Fact]
    public async Task Failures_are_those_of_requests() => Assert.Equal(
        """["ReadTimeout","ConnectionError","ConnectionError","ConnectionError","ChunkedEncodingError"]""",
        await JsonAsync(
            """
            seen = []
            for url in ('/slow?ms=20000', 'http://localhost:1/', 'http://nowhere.example.org/', 'http://denied.example.com/', '/abort'):
                try:
                    requests.get(url if url[0] == 'h' else PLAIN + url, timeout=(600, 1)).text
                except requests.RequestException as error:
                    seen.append(type(error).__name__)
            return seen
            """,
            network.Hosts[..^1] + ", 'localhost:1', 'nowhere.example.org']"));

    [Fact]
    public async Task A_certificate_of_a_stranger_is_an_SSLError() => Assert.Equal("\"SSLError\"", await JsonAsync(
        """
        try:
            requests.get(SECURE.replace('localhost', 'inside.test'), verify=False)
        except requests.exceptions.SSLError as error:
            assert 'cannot turn that off' in str(error), str(error)
            return type(error).__name__
        """,
        "allowed_hosts=['inside.test']"));

    [Fact]
    public async Task Several_threads_of_urllib3_are_not_needed_for_its_pool() => Assert.Equal("[200,200]", await JsonAsync(
        """
        pool = urllib3.PoolManager()
        one = pool.request('GET', PLAIN + '/echo', preload_content=False)
        two = pool.request('GET', PLAIN + '/echo')
        return [one.status, two.status]
        """, imports: "requests, urllib3"));

    private async Task<string> JsonAsync(string body, string? options = null, string imports = "requests") =>
        (await network.RunWithPackagesAsync(body, imports, options)).Json();
}
