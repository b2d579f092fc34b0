using System.Net;
using Capsule.Network;
using CsCheck;

namespace Capsule.Core.Tests.Network;

public sealed class AddressScopesTests
{
    [Theory]
    [InlineData("8.8.8.8", nameof(AddressScope.Public))]
    [InlineData("2606:4700::1111", nameof(AddressScope.Public))]
    [InlineData("127.0.0.1", nameof(AddressScope.Loopback))]
    [InlineData("127.255.255.254", nameof(AddressScope.Loopback))]
    [InlineData("::1", nameof(AddressScope.Loopback))]
    [InlineData("::ffff:127.0.0.1", nameof(AddressScope.Loopback))]
    [InlineData("10.0.0.1", nameof(AddressScope.Private))]
    [InlineData("172.31.255.255", nameof(AddressScope.Private))]
    [InlineData("172.32.0.0", nameof(AddressScope.Public))]
    [InlineData("192.168.1.1", nameof(AddressScope.Private))]
    [InlineData("::ffff:192.168.1.1", nameof(AddressScope.Private))]
    [InlineData("fd12::1", nameof(AddressScope.Private))]
    [InlineData("100.64.0.1", nameof(AddressScope.Shared))]
    [InlineData("100.100.100.200", nameof(AddressScope.Metadata))]
    [InlineData("168.63.129.16", nameof(AddressScope.Metadata))]
    [InlineData("fd00:ec2::254", nameof(AddressScope.Metadata))]
    [InlineData("169.254.169.254", nameof(AddressScope.LinkLocal))]
    [InlineData("fe80::1", nameof(AddressScope.LinkLocal))]
    [InlineData("224.0.0.1", nameof(AddressScope.Multicast))]
    [InlineData("ff02::1", nameof(AddressScope.Multicast))]
    [InlineData("0.0.0.0", nameof(AddressScope.Unspecified))]
    [InlineData("::", nameof(AddressScope.Unspecified))]
    [InlineData("203.0.113.7", nameof(AddressScope.Documentation))]
    [InlineData("2001:db8::1", nameof(AddressScope.Documentation))]
    [InlineData("64:ff9b::7f00:1", nameof(AddressScope.Transition))]
    [InlineData("2002:7f00:1::", nameof(AddressScope.Transition))]
    [InlineData("2001:0:1::", nameof(AddressScope.Transition))]
    [InlineData("::7f00:1", nameof(AddressScope.Transition))]
    [InlineData("255.255.255.255", nameof(AddressScope.Reserved))]
    [InlineData("198.18.0.1", nameof(AddressScope.Reserved))]
    [InlineData("100::1", nameof(AddressScope.Reserved))]
    public void An_address_has_a_scope(string address, string scope) =>
        Assert.Equal(scope, AddressScopes.Of(IPAddress.Parse(address)).ToString());

    [Fact]
    public void A_mapped_address_has_the_scope_of_the_address_itself() => Gen.Byte.Array[4].Holds(bytes =>
        AddressScopes.Of(new IPAddress(bytes)) == AddressScopes.Of(new IPAddress(bytes).MapToIPv6()));

    [Fact]
    public void A_star_admits_public_addresses_alone() => Gen.Byte.Array[16].Holds(bytes =>
        Grants("*").Admit(Url("http://example.org/"), new IPAddress(bytes)) == (AddressScopes.Of(new IPAddress(bytes)) == AddressScope.Public));

    [Theory]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("api.localhost", "127.0.0.1", true)]
    [InlineData("api.test", "127.0.0.1", true)]
    [InlineData("database", "127.0.0.1", true)]
    [InlineData("database", "10.0.0.1", true)]
    [InlineData("db.internal", "10.0.0.1", true)]
    [InlineData("printer.home.arpa", "192.168.1.2", true)]
    [InlineData("db.internal", "127.0.0.1", false)]
    [InlineData("inside.example.org", "127.0.0.1", false)]
    [InlineData("inside.example.org", "10.0.0.1", false)]
    [InlineData("notlocalhost.example", "127.0.0.1", false)]
    [InlineData("localhost", "169.254.169.254", false)]
    [InlineData("localhost", "168.63.129.16", false)]
    [InlineData("localhost", "64:ff9b::7f00:1", false)]
    [InlineData("localhost", "0.0.0.0", false)]
    public void Only_a_local_name_leads_to_this_machine_or_its_networks(string name, string address, bool isAdmitted) =>
        Assert.Equal(isAdmitted, Grants(name).Admit(Url($"http://{name}/"), IPAddress.Parse(address)));

    [Fact]
    public void A_named_address_is_admitted_for_every_host_that_is_allowed()
    {
        var grants = Grants("*.example.org", "169.254.169.254:80");
        Assert.True(grants.Admit(Url("http://a.example.org/"), IPAddress.Parse("169.254.169.254")));
        Assert.False(grants.Admit(Url("http://a.example.org:81/"), IPAddress.Parse("169.254.169.254")));
        Assert.False(grants.Admit(Url("http://a.example.com/"), IPAddress.Parse("169.254.169.254")));
    }

    private static HostGrants Grants(params string[] hosts) => HostGrants.Of(hosts);

    private static TargetUrl Url(string text) =>
        TargetUrl.TryParse(text, out var url, out var problem) ? url : throw new ArgumentException(problem);
}
