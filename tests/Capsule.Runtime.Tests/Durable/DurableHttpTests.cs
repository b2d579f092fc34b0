using Capsule.Runtime.Durable;
using Capsule.Runtime.Tests.Http;
using Capsule.Runtime.Tests.Support;
using Capsule.Tests.Journaling;

namespace Capsule.Runtime.Tests.Durable;

/// <summary>Requests of durable runs, with a server that counts them.</summary>
public sealed class DurableHttpTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    /// <summary>Uploads and downloads in parts, through a library and by hand.</summary>
    private string Exchanges => Program("""
            c = http.client.HTTPConnection(urllib.parse.urlsplit(PLAIN).netloc)
            c.request('POST', '/count', (b'x' * 1000 for _ in range(5)), {'Content-Length': '5000'})
            up = c.getresponse().read().decode()
            c.request('POST', '/count', iter([b'a', b'bc']), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})
            chunked = c.getresponse().read().decode()
            with urllib.request.urlopen(PLAIN + '/bytes/200000') as response:
                down = [len(part) for part in iter(lambda: response.read(70000), b'')]
            with urllib.request.urlopen(SECURE + '/chunks') as response:
                chunks = response.read().decode()
            try:
                urllib.request.urlopen(PLAIN + '/status/404')
            except urllib.error.HTTPError as error:
                missing = error.code
            many = await asyncio.gather(*(host.call_async('http.open', method='GET', url=f'{PLAIN}/echo?{i}') for i in range(3)))
            heads = await asyncio.gather(*(host.call_async('http.head', handle=handle) for handle in many))
            return [up, chunked, sum(down), chunks, missing, [head['status'] for head in heads]]
        """);

    [Fact]
    public async Task Recorded_exchanges_are_replayed_without_their_server()
    {
        await using var world = new DurableWorld(network.Runtime, Exchanges);
        var before = network.Server.Connections.Count;
        var result = (await world.StartAsync()).Json();
        var requests = network.Server.Connections.Count - before;
        Assert.Equal("""["5000 600000 ","3 294 chunked",200000,"part 0;part 1;part 2;part 3;part 4;",404,[200,200,200]]""", result);
        Assert.Equal(8, requests);
        await world.RestartAsync();

        Assert.Equal(result, (await world.ReplayAsync(new ReplayOptions())).Json());
        Assert.Equal(result, (await world.ResumeAsync()).Json());
        Assert.Equal(requests, network.Server.Connections.Count - before);
    }

    /// <summary>Whatever was under way then is a connection that broke; a program that copes with that copes with crashes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_dies_at_any_write_sees_a_broken_connection_at_the_most(bool isAfter)
    {
        var source = Program("""
                seen = []
                while True:
                    try:
                        with urllib.request.urlopen(urllib.request.Request(PLAIN + '/count', b'x' * 3, method='POST')) as response:
                            up = response.read().decode()
                        with urllib.request.urlopen(PLAIN + '/bytes/100000') as response:
                            down = len(response.read(10)) + len(response.read())
                        return [up, down, seen]
                    except Exception as error:
                        cause = error.reason if isinstance(error, urllib.error.URLError) else error
                        if not isinstance(cause, ConnectionError):
                            raise
                        seen.append(type(cause).__name__)
            """);
        var writes = 0;
        await using (var whole = new DurableWorld(network.Runtime, source))
        {
            var envelope = await whole.StartAsync(through: new FaultyJournal(whole.Journal, (number, _, _) => writes = (int)number));
            Assert.Equal("""["3 360 ",100000,[]]""", envelope.Json());
        }

        var broken = 0;
        for (var last = 1; last <= writes; last++)
        {
            await using var world = new DurableWorld(network.Runtime, source);
            await world.DieAsync(last, isAfter);
            await world.RestartAsync();
            var result = (await world.ResumeAsync()).Json();
            Assert.Contains(result, new[] { """["3 360 ",100000,[]]""", """["3 360 ",100000,["ConnectionResetError"]]""" });
            broken += result.Contains("Error", StringComparison.Ordinal) ? 1 : 0;
            await world.RestartAsync();
            Assert.Equal(result, (await world.ReplayAsync()).Json());
        }

        Assert.InRange(broken, 1, writes - 1);
    }

    [Fact]
    public async Task The_envelope_of_a_resumed_run_lists_what_was_requested_before()
    {
        const string body = """
                for url in (PLAIN + '/bytes/200000', PLAIN + '/status/404', 'http://denied.example.org/', 'http://localhost:1/'):
                    try:
                        urllib.request.urlopen(url).read()
                    except OSError:
                        pass
                urllib.request.urlopen(urllib.request.Request(SECURE + '/echo', (b'x' for _ in range(3)), {'Content-Length': '3'}, method='PUT')).read()
                many = await asyncio.gather(*(host.call_async('http.open', method='GET', url=f'{PLAIN}/chunks?{i}') for i in range(2)))
                await asyncio.gather(*(host.call_async('http.head', handle=handle) for handle in many))
                while not (await host.call_async_for_bytes('http.read', handle=many[0]))[0]:
                    pass
                host.call('http.close', handle=many[1])

            """;
        await using var whole = new DurableWorld(network.Runtime, Program(body + "    return 1", hosts: "'localhost:1', "));
        var expected = Listed(await whole.StartAsync());
        Assert.Equal(7, expected.Length);

        await using var world = new DurableWorld(network.Runtime, Program(
            body + "    print('opened', flush=True)\n    await wait_for_signal('go')\n    return 1", hosts: "'localhost:1', "));
        await InterruptAsync(world);
        await world.SendAsync("go");
        Assert.Equal(expected, Listed(await world.ResumeAsync()));
        await world.RestartAsync();
        Assert.Equal(expected, Listed(await world.ReplayAsync()));
    }

    [Fact]
    public async Task A_task_whose_sandbox_was_dropped_has_no_more_requests_than_others()
    {
        await using var runtime = await network.RuntimeWithAsync(new HttpLimits { Requests = 3 });
        await using var world = new DurableWorld(runtime, Program("""
                for _ in range(3):
                    urllib.request.urlopen(PLAIN + '/bytes/1').read()
                time.sleep(1.5)
                try:
                    urllib.request.urlopen(PLAIN + '/bytes/1').read()
                except urllib.error.URLError as error:
                    return str(error.reason)
            """));
        Assert.Contains("a task may make 3 requests", (await world.StartAndDropAsync()).Json(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_does_not_cope_is_retried_by_its_policy()
    {
        await using var world = new DurableWorld(network.Runtime, Program(
            """
                response = urllib.request.urlopen(PLAIN + '/bytes/100000')
                first = len(response.read(10))
                print('opened', flush=True)
                await wait_for_signal('go')
                return first + len(response.read())
            """,
            "retry={'max': 1, 'on': ['task_error:ConnectionResetError']}, "));
        await InterruptAsync(world);
        await world.SendAsync("go");
        await world.SendAsync("go");

        var envelope = await world.ResumeAsync();
        Assert.Equal(("100000", 1), (envelope.Json(), envelope.Execution.Retries));
    }

    [Theory]
    [InlineData("time.sleep(2)")]
    [InlineData("await asyncio.sleep(2)")]
    [InlineData("await wait_for_signal('go')")]
    public async Task A_wait_while_a_response_is_read_keeps_the_connection(string wait)
    {
        await using var world = new DurableWorld(network.Runtime, Program($"""
                response = urllib.request.urlopen(PLAIN + '/bytes/100000')
                first = len(response.read(10))
                {wait}
                return first + len(response.read())
            """));
        var running = world.StartAsync();
        await world.WaitForStartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await world.SendAsync("go");

        Assert.Equal("100000", (await running).Json());
    }

    [Theory]
    [InlineData("urllib.request.urlopen('http://denied.example.org/')")]
    [InlineData("await asyncio.gather(host.call_async('http.open', method='GET', url='http://denied.example.org/'))")]
    public async Task A_replayed_refusal_reads_as_it_did(string call)
    {
        await using var world = new DurableWorld(network.Runtime, Program($"""
                try:
                    {call}
                except urllib.error.URLError as error:
                    raise error.reason
            """));
        var live = await world.StartAsync();
        Assert.Equal(ErrorType.PermissionDenied, live.Error?.Type);
        Assert.Contains("allowed_hosts=[\"denied.example.org\"]", live.Error?.Message, StringComparison.Ordinal);
        await world.RestartAsync();

        AssertSame(live, await world.ReplayAsync());
        AssertSame(live, await world.ResumeAsync());
    }

    [Theory]
    [InlineData("urllib.request.urlopen('http://denied.example.org/')")]
    [InlineData("await asyncio.gather(host.call_async('http.open', method='GET', url='http://denied.example.org/'))")]
    public async Task A_refusal_from_before_a_crash_reads_as_it_would_have(string call)
    {
        await using var world = new DurableWorld(network.Runtime, Program($"""
                try:
                    {call}
                except OSError as error:
                    refusal = getattr(error, 'reason', error)
                print('opened', flush=True)
                await wait_for_signal('go')
                raise refusal
            """));
        await InterruptAsync(world);
        await world.SendAsync("go");

        var resumed = await world.ResumeAsync();
        Assert.Equal(ErrorType.PermissionDenied, resumed.Error?.Type);
        Assert.Contains("allowed_hosts=[\"denied.example.org\"]", resumed.Error?.Message, StringComparison.Ordinal);
        await world.RestartAsync();
        AssertSame(resumed, await world.ReplayAsync());
    }

    [Fact]
    public async Task An_exception_that_looks_like_a_refusal_is_an_error_of_the_task_in_a_replay_as_well()
    {
        await using var world = new DurableWorld(network.Runtime, Program("    raise PermissionError(2, 'the task may not reach anything')"));
        var live = await world.StartAsync();

        Assert.Equal(ErrorType.TaskError, live.Error?.Type);
        AssertSame(live, await world.ReplayAsync());
    }

    private static (string, string, int?, long, string?)[] Listed(Envelope envelope)
    {
        _ = envelope.Json();
        return [.. envelope.Execution.HostRequests.Select(one => (one.Method, one.Url, one.Status, one.Bytes, one.Error))];
    }

    private string Program(string body, string options = "", string hosts = "") => $"""
        from capsule import task, wait_for_signal
        import _capsule_guest.host as host
        import asyncio, http.client, time, urllib.error, urllib.parse, urllib.request
        PLAIN, SECURE = '{network.Plain}', '{network.Secure}'

        @task(name='main', {options}{network.Hosts.Replace("[", "[" + hosts, StringComparison.Ordinal)})
        async def main():

        """ + body;

    private static void AssertSame(Envelope expected, Envelope actual) => Assert.Equal(
        (expected.Error?.Type, expected.Error?.Message, expected.Error?.Exception, expected.Error?.Traceback),
        (actual.Error?.Type, actual.Error?.Message, actual.Error?.Exception, actual.Error?.Traceback));

    /// <summary>Runs until the task printed something, and then ends the process's work on it.</summary>
    private static async Task InterruptAsync(DurableWorld world)
    {
        using var death = new CancellationTokenSource();
        var running = world.StartAsync(cancellationToken: death.Token);
        await Patience.UntilAsync(() => world.Observer.Output.Length > 0, "the task prints");

        await death.CancelAsync();
        Assert.Equal(ErrorType.Cancelled, (await running).Error?.Type);
        await world.RestartAsync();
    }
}
