using System.Globalization;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Names with several addresses, names that move, and addresses inside of others: what is checked is what is connected to.</summary>
public sealed class AddressTests(NetworkFixture network) : IClassFixture<NetworkFixture>
{
    [Theory]
    [InlineData("mixed.example.org", "'mixed.example.org', '127.0.0.1'")]
    [InlineData("mapped.example.org", "'mapped.example.org', '127.0.0.1'")]
    [InlineData("mixed.example.org", "'*', '127.0.0.1'")]
    public async Task Of_many_addresses_only_those_that_are_allowed_are_tried(string name, string hosts)
    {
        var envelope = await GetAsync(name, hosts);
        Assert.Equal("200", envelope.Json());
        Assert.DoesNotContain("could not be reached", envelope.Execution.HostRequests[0].Error ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mixed.example.org", "'mixed.example.org'", "10.255.255.1, a private address")]
    [InlineData("private.example.org", "'*.example.org'", "10.255.255.1, a private address")]
    [InlineData("private.example.org", "'private.example.org', '10.255.255.2'", "10.255.255.1, a private address")]
    [InlineData("scoped.example.org", "'scoped.example.org'", "fe80::1, a link-local address")]
    [InlineData("embedded.example.org", "'embedded.example.org', '127.0.0.1'", "64:ff9b::7f00:1, an address that stands for another")]
    [InlineData("mapped.example.org", "'mapped.example.org'", "127.0.0.1, a loopback address")]
    public async Task A_name_with_none_that_is_allowed_is_denied(string name, string hosts, string why)
    {
        var before = network.Server.Connections.Count;
        var envelope = await GetAsync(name, hosts);
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains(why, envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Server.Connections.Count);
    }

    [Theory]
    [InlineData("[::ffff:127.0.0.1]", "'127.0.0.1'", true)]
    [InlineData("[::ffff:127.0.0.1]", "'*'", false)]
    [InlineData("[::ffff:7f00:1]", "'*'", false)]
    [InlineData("[::ffff:169.254.169.254]", "'*'", false)]
    [InlineData("[::127.0.0.1]", "'*', '127.0.0.1'", false)]
    [InlineData("[64:ff9b::7f00:1]", "'*', '127.0.0.1'", false)]
    public async Task A_written_address_is_the_one_that_it_reaches(string host, string hosts, bool isReached)
    {
        var envelope = await GetAsync(host, hosts);
        Assert.Equal(isReached ? null : ErrorType.PermissionDenied, envelope.Error?.Type);
    }

    [Theory]
    [InlineData("[fe80::1%251]")]
    [InlineData("[::1%25lo]")]
    [InlineData("[::1%lo]")]
    public async Task A_zone_in_a_URL_is_refused(string host)
    {
        var envelope = await network.RunAsync(
            $"import _capsule_guest.host as h\nreturn h.call('http.open', method='GET', url='http://{host}/')", "allowed_hosts=['*', '::1', 'fe80::1']");
        Assert.Equal("ValueError", envelope.Error?.Exception);
    }

    [Fact]
    public async Task A_name_without_addresses_is_an_error_of_its_name()
    {
        var envelope = await GetAsync("empty.example.org", "'*'");
        Assert.Contains("the name empty.example.org has no address", envelope.Error?.Message, StringComparison.Ordinal);
    }

    /// <summary>The second question would give an address where nobody answers.</summary>
    [Fact]
    public async Task A_name_is_asked_for_once_for_each_connection()
    {
        var envelope = await network.RunAsync(
            $"""
            import http.client
            c = http.client.HTTPConnection('once.test', {network.Server.Port})
            seen = []
            for _ in range(3):
                c.request('GET', '/status/200')
                response = c.getresponse()
                response.read()
                seen.append(response.status)
            return seen
            """, "allowed_hosts=['once.test']");
        Assert.Equal("[200,200,200]", envelope.Json());
        Assert.Single(network.Resolver.Asked, name => name == "once.test");
    }

    [Theory]
    [InlineData("import urllib.request\nsend = lambda url: urllib.request.urlopen(urllib.request.Request(url, headers={'X-Key': KEY, 'Authorization': KEY})).read()")]
    public async Task A_redirect_from_TLS_to_plain_HTTP_does_not_take_a_secret_along(string send)
    {
        var port = network.Server.Port.ToString(CultureInfo.InvariantCulture);
        var envelope = await network.RunAsync(
            $"import os\nKEY = os.environ['API_KEY']\n{send}\nsend(SECURE + '/redirect?to=http://inside.test:{port}/echo')",
            "allowed_hosts=['localhost', 'inside.test'], secrets={'API_KEY': ['localhost', 'inside.test']}",
            RunEnvironment.Of(new Dictionary<string, string> { ["API_KEY"] = "sk-redirected-0123456789" }));
        Assert.Equal(ErrorType.PermissionDenied, envelope.Error?.Type);
        Assert.Contains("without TLS", envelope.Error!.Message, StringComparison.Ordinal);
        Assert.Equal([302, null], envelope.Execution.HostRequests.Select(request => request.Status));
    }

    private Task<Envelope> GetAsync(string host, string hosts) => network.RunAsync(
        $"""
        import urllib.request
        return urllib.request.urlopen('http://{host}:{network.Server.Port}/status/200', timeout=20).status
        """, $"allowed_hosts=[{hosts}]");
}
