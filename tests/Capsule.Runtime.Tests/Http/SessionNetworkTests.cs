using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Hosts, variables and secrets in sessions.</summary>
public sealed class SessionNetworkTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    private const string Value = "sk-live-0123456789abcdef";
    private const string Get = "import os, json, urllib.request\ndef get(url, **headers):\n    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SessionOptions Granted => new()
    {
        Policy = new TaskPolicy
        {
            AllowedHosts = [$"localhost:{network.Server.Port}", $"localhost:{network.Server.TlsPort}"],
            EnvVariables = ["REGION"],
            Secrets = [new SecretGrant("API_KEY", [$"localhost:{network.Server.TlsPort}"], InHeaders: true, InBody: false)],
        },
        Environment = RunEnvironment.Of(new Dictionary<string, string> { ["REGION"] = "north", ["API_KEY"] = Value, ["OTHER"] = "hidden" }),
    };

    [Fact]
    public async Task A_session_reaches_the_hosts_that_it_was_granted_and_tells_of_its_requests()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get);

        var result = await session.DoAsync($"len(get('{network.Secure}/bytes/1000').read())");
        var denied = await session.DoAsync("get('http://example.com/')");

        Assert.Equal("1000", result.Value?.Repr);
        Assert.Equal(("GET", 200), (Assert.Single(result.HostRequests).Method, result.HostRequests[0].Status));
        Assert.Equal(ErrorType.PermissionDenied, denied.Failure?.Type);
        Assert.Contains("example.com", denied.Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("Traceback", denied.Failure?.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_without_grants_reaches_nothing()
    {
        await using var session = await network.Runtime.SessionAsync(new SessionOptions { Environment = Granted.Environment });
        await session.ReprAsync(Get);

        Assert.Equal(ErrorType.PermissionDenied, (await session.DoAsync($"get('{network.Plain}/echo')")).Failure?.Type);
        Assert.Equal("(None, None, None)", await session.ReprAsync("os.environ.get('REGION'), os.environ.get('API_KEY'), os.environ.get('OTHER')"));
    }

    [Fact]
    public async Task A_secret_reaches_its_server_and_never_the_session_or_its_forks()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get);
        await using var fork = (await session.TryForkAsync(Cancellation)).Get();
        const string Use = "key = os.environ['API_KEY']\njson.load(get('SECURE/echo', Authorization='Bearer ' + key))['headers']['authorization'] == 'Bearer ' + key and key";

        var mine = await session.ReprAsync(Use.Replace("SECURE", network.Secure, StringComparison.Ordinal));
        var forks = await fork.ReprAsync(Use.Replace("SECURE", network.Secure, StringComparison.Ordinal));

        Assert.Equal(mine, forks);
        Assert.StartsWith("'capsule-secret-", mine, StringComparison.Ordinal);
        Assert.Contains("Bearer " + Value, network.Server.Authorizations);
        Assert.Equal("('north', None)", await session.ReprAsync("os.environ['REGION'], os.environ.get('OTHER')"));
        Assert.Equal(
            ErrorType.PermissionDenied, (await session.DoAsync($"get('{network.Plain}/echo', Authorization=key)")).Failure?.Type);
    }

    [Fact]
    public async Task A_saved_session_brings_no_hosts_variables_or_secrets_along()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get + "\nold = os.environ['API_KEY']");
        var saved = (await session.TrySaveAsync(Cancellation)).Get();

        await using var bare = network.Runtime.TryLoadSession(saved, SessionOptions.Default).Get();
        Assert.Equal("(None, None)", await bare.ReprAsync("os.environ.get('REGION'), os.environ.get('API_KEY')"));
        Assert.Equal(ErrorType.PermissionDenied, (await bare.DoAsync($"get('{network.Plain}/echo')")).Failure?.Type);

        var before = network.Server.Authorizations.Count(header => header.Contains(Value, StringComparison.Ordinal));
        var other = Granted with { Policy = Granted.Policy with { Secrets = [] } };
        await using var narrower = network.Runtime.TryLoadSession(saved, other).Get();
        await narrower.ReprAsync($"get('{network.Secure}/echo', Authorization='Bearer ' + old).read() and None");
        Assert.Equal(before, network.Server.Authorizations.Count(header => header.Contains(Value, StringComparison.Ordinal)));
        Assert.Equal("'north'", await narrower.ReprAsync("os.environ.get('REGION')"));
    }

    [Fact]
    public async Task A_snapshot_of_another_session_brings_no_grants_along()
    {
        await using var rich = await network.Runtime.SessionAsync(Granted);
        await rich.ReprAsync(Get);
        var snapshot = (await rich.TrySnapshotAsync(Cancellation)).Get();
        await using var poor = await network.Runtime.SessionAsync(new SessionOptions { Environment = RunEnvironment.Empty });
        (await poor.TryRestoreAsync(snapshot, Cancellation)).Get();
        await using var other = await network.Runtime.SessionAsync(SessionOptions.Default, snapshot);

        foreach (var session in new[] { poor, other })
        {
            Assert.Equal("'None'", await session.ReprAsync("str(os.environ.get('REGION'))"));
            Assert.Equal(ErrorType.PermissionDenied, (await session.DoAsync($"get('{network.Plain}/echo')")).Failure?.Type);
        }
    }

    [Fact]
    public async Task A_response_ends_with_its_cell_and_never_reads_that_of_another_request()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get + $"\nold = get('{network.Plain}/bytes/5000000')\nhead = old.read(1)");

        var result = await session.DoAsync($"new = get('{network.Plain}/bytes/100000')\nold.read()");

        Assert.Contains("ended with the cell", result.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal("1000", await session.ReprAsync($"len(get('{network.Plain}/bytes/1000').read())"));
        await using var fork = (await session.TryForkAsync(Cancellation)).Get();
        Assert.Equal("1000", await fork.ReprAsync($"len(get('{network.Plain}/bytes/1000').read())"));
    }

    [Fact]
    public async Task A_cell_that_waits_for_a_server_ends_with_its_timeout_and_the_session_goes_on()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get + "\nx = 5");

        var result = await session.DoAsync($"get('{network.Plain}/stall').read()", new SessionCall { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(ErrorType.Timeout, result.Failure?.Type);
        Assert.Equal("5", await session.ReprAsync("x"));
        Assert.Equal("1000", await session.ReprAsync($"len(get('{network.Plain}/bytes/1000').read())"));
    }

    [Fact]
    public async Task What_a_cell_starts_and_does_not_await_ends_with_it()
    {
        await using var session = await network.Runtime.SessionAsync(Granted);
        await session.ReprAsync(Get + "\nfrom _capsule_guest import host\nlost = host.start('http.connect', url='https://localhost:1/')");
        var opened = await session.DoAsync($"left = host.call('http.open', method='GET', url='{network.Plain}/stall', headers=[])\nleft");
        Assert.True(opened.Success, opened.Failure?.Traceback);

        var result = await session.DoAsync("host.call('http.head', handle=left)");

        Assert.Contains("ended with the cell", result.Failure?.Message, StringComparison.Ordinal);
        (await session.TrySnapshotAsync(Cancellation)).Get();
    }

    [Fact]
    public async Task A_wrong_rule_is_refused_when_the_session_is_made()
    {
        var created = await network.Runtime.TryCreateSessionAsync(
            new SessionOptions { Policy = new TaskPolicy { AllowedHosts = ["http://*:99999/x y"] } }, cancellationToken: Cancellation);

        Assert.Contains("which is not valid", created.Failure?.Message, StringComparison.Ordinal);
    }
}
