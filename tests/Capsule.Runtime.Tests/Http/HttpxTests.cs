using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>httpx, httpcore and anyio, unmodified.</summary>
public sealed class HttpxTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SECURE")]
    public async Task A_client_fetches_and_posts(string server) => Assert.Equal("""[200,"POST","{\"a\": 1}"]""", await JsonAsync(
        $$"""
        with httpx.Client(base_url={{server}}) as client:
            first = client.get('/echo')
            second = client.post('/echo', json={'a': 1}).json()
        return [first.status_code, second['method'], second['body'].replace('":1', '": 1')]
        """));

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SECURE")]
    public async Task An_asynchronous_client_fetches_and_posts(string server) => Assert.Equal("""[200,"POST","x=1"]""", await JsonAsync(
        $$"""
        async with httpx.AsyncClient(base_url={{server}}) as client:
            first = await client.get('/echo')
            second = (await client.post('/echo', data={'x': 1})).json()
        return [first.status_code, second['method'], second['body']]
        """));

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SECURE")]
    public async Task Requests_go_on_at_the_same_time(string server) => Assert.Equal("[20,true]", await JsonAsync(
        $$"""
        import asyncio, time
        async with httpx.AsyncClient(timeout=600) as client:
            start = time.monotonic()
            responses = await asyncio.gather(*(client.get({{server}} + '/slow?ms=1000') for _ in range(20)))
            return [sum(r.text == 'late' for r in responses), time.monotonic() - start < 15]
        """));

    [Fact]
    public async Task Bodies_are_streamed_both_ways() => Assert.Equal("""["3000000 303000000 chunked",3000000]""", await JsonAsync(
        """
        async def parts():
            for _ in range(30):
                yield b'e' * 100_000
        async with httpx.AsyncClient() as client:
            up = (await client.post(PLAIN + '/count', content=parts())).text
            down = 0
            async with client.stream('GET', PLAIN + '/bytes/3000000') as response:
                async for part in response.aiter_bytes():
                    down += len(part)
        return [up, down]
        """));

    [Fact]
    public async Task Redirects_cookies_and_compression_work() => Assert.Equal("""["GET","flavour=vanilla","squeezed"]""", await JsonAsync(
        """
        with httpx.Client(follow_redirects=True) as client:
            method = client.get(PLAIN + '/redirect?to=/echo').json()['method']
            client.get(PLAIN + '/cookie')
            cookie = client.get(PLAIN + '/echo').json()['headers']['cookie']
            return [method, cookie, client.get(PLAIN + '/gzip').text]
        """));

    [Fact]
    public async Task Failures_are_those_of_httpx() => Assert.Equal(
        """["ReadTimeout","ConnectError","ConnectError","ReadTimeout","ConnectError"]""",
        await JsonAsync(
            """
            seen = []
            for url in (PLAIN + '/slow?ms=20000', 'http://localhost:1/', 'http://nowhere.example.org/'):
                try:
                    httpx.get(url, timeout=httpx.Timeout(600, read=1))
                except httpx.HTTPError as error:
                    seen.append(type(error).__name__)
            async with httpx.AsyncClient(timeout=httpx.Timeout(600, read=1)) as client:
                for url in (PLAIN + '/slow?ms=20000', 'http://localhost:1/'):
                    try:
                        await client.get(url)
                    except httpx.HTTPError as error:
                        seen.append(type(error).__name__)
            return seen
            """,
            network.Hosts[..^1] + ", 'localhost:1', 'nowhere.example.org']"));

    [Fact]
    public async Task A_cancelled_request_ends_and_others_go_on() => Assert.Equal("[true,200]", await JsonAsync(
        """
        import asyncio
        async with httpx.AsyncClient() as client:
            waiting = asyncio.create_task(client.get(PLAIN + '/slow?ms=60000'))
            await asyncio.sleep(0.2)
            waiting.cancel()
            try:
                await waiting
            except asyncio.CancelledError:
                return [True, (await client.get(PLAIN + '/echo')).status_code]
        """));

    /// <summary>Debian's httpcore does not say that it needs anyio, and imports it late: so the program names it.</summary>
    private async Task<string> JsonAsync(string body, string? options = null) =>
        (await network.RunWithPackagesAsync(body, "anyio, httpx", options)).Json();
}
