namespace Capsule.Network;

/// <summary>What an address is for, as IANA's registries of special-purpose addresses say.</summary>
internal enum AddressScope
{
    /// <summary>Reachable from everywhere.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A private network (RFC 1918, RFC 4193).</summary>
    Private,

    /// <summary>A provider's own network, behind its address translation (RFC 6598).</summary>
    Shared,

    /// <summary>One link; clouds serve credentials there (169.254.169.254).</summary>
    LinkLocal,

    /// <summary>A cloud's service for its machines, at an address that is not link-local.</summary>
    Metadata,

    /// <summary>Many at once.</summary>
    Multicast,

    /// <summary>No address, which systems take for their own.</summary>
    Unspecified,

    /// <summary>For examples in texts.</summary>
    Documentation,

    /// <summary>An address inside of another (NAT64, 6to4, Teredo): what it leads to cannot be told by looking at it.</summary>
    Transition,

    /// <summary>Reserved for something else.</summary>
    Reserved,
}
