using System.Net;

namespace Capsule.Network;

/// <summary>Tells what addresses are for.</summary>
internal static class AddressScopes
{
    /// <summary>The first that contains an address counts. Source: IANA's special-purpose address registries.</summary>
    private static readonly (IPNetwork Network, AddressScope Scope)[] Version4 = Read(
        ("168.63.129.16/32", AddressScope.Metadata),
        ("100.100.100.200/32", AddressScope.Metadata),
        ("192.0.0.192/32", AddressScope.Metadata),
        ("0.0.0.0/8", AddressScope.Unspecified),
        ("10.0.0.0/8", AddressScope.Private),
        ("100.64.0.0/10", AddressScope.Shared),
        ("127.0.0.0/8", AddressScope.Loopback),
        ("169.254.0.0/16", AddressScope.LinkLocal),
        ("172.16.0.0/12", AddressScope.Private),
        ("192.0.0.0/24", AddressScope.Reserved),
        ("192.0.2.0/24", AddressScope.Documentation),
        ("192.88.99.0/24", AddressScope.Transition),
        ("192.168.0.0/16", AddressScope.Private),
        ("198.18.0.0/15", AddressScope.Reserved),
        ("198.51.100.0/24", AddressScope.Documentation),
        ("203.0.113.0/24", AddressScope.Documentation),
        ("224.0.0.0/4", AddressScope.Multicast),
        ("240.0.0.0/4", AddressScope.Reserved));

    /// <summary>Likewise; what is in no network here is reserved.</summary>
    private static readonly (IPNetwork Network, AddressScope Scope)[] Version6 = Read(
        ("::/128", AddressScope.Unspecified),
        ("::1/128", AddressScope.Loopback),
        ("::/96", AddressScope.Transition),
        ("::ffff:0:0:0/96", AddressScope.Transition),
        ("64:ff9b::/96", AddressScope.Transition),
        ("64:ff9b:1::/48", AddressScope.Transition),
        ("2001:db8::/32", AddressScope.Documentation),
        ("2001::/32", AddressScope.Transition),
        ("2001::/23", AddressScope.Reserved),
        ("2002::/16", AddressScope.Transition),
        ("3fff::/20", AddressScope.Documentation),
        ("2000::/3", AddressScope.Public),
        ("fd00:ec2::254/128", AddressScope.Metadata),
        ("fc00::/7", AddressScope.Private),
        ("fe80::/10", AddressScope.LinkLocal),
        ("fec0::/10", AddressScope.Private),
        ("ff00::/8", AddressScope.Multicast));

    /// <summary>What an address is for.</summary>
    public static AddressScope Of(IPAddress address)
    {
        var plain = Plain(address);
        var isVersion4 = plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        foreach (var (network, scope) in isVersion4 ? Version4 : Version6)
        {
            if (network.Contains(plain))
            {
                return scope;
            }
        }

        return isVersion4 ? AddressScope.Public : AddressScope.Reserved;
    }

    /// <summary>The address itself: what <c>::ffff:127.0.0.1</c> reaches is 127.0.0.1. A zone does not change it.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6
        ? address.MapToIPv4()
        : new IPAddress(address.GetAddressBytes());

    /// <summary>In words, for messages.</summary>
    public static string Describe(this AddressScope scope) => scope switch
    {
        AddressScope.Loopback => "a loopback address",
        AddressScope.Private => "a private address",
        AddressScope.Shared => "an address of a provider's own network",
        AddressScope.LinkLocal => "a link-local address",
        AddressScope.Metadata => "a cloud's metadata address",
        AddressScope.Multicast => "a multicast address",
        AddressScope.Unspecified => "an unspecified address",
        AddressScope.Documentation => "an address for documentation",
        AddressScope.Transition => "an address that stands for another (NAT64, 6to4, Teredo)",
        AddressScope.Reserved => "a reserved address",
        _ => "a public address",
    };

    private static (IPNetwork Network, AddressScope Scope)[] Read(params (string Network, AddressScope Scope)[] rows) =>
        [.. rows.Select(row => (IPNetwork.Parse(row.Network), row.Scope))];
}
