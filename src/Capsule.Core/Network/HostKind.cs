namespace Capsule.Network;

/// <summary>What kind of host a rule names.</summary>
internal enum HostKind
{
    /// <summary>One name.</summary>
    Name,

    /// <summary>All names below one, at any depth, and not that one.</summary>
    Subdomains,

    /// <summary>One address.</summary>
    Address,

    /// <summary>Whatever has a public address.</summary>
    Any,
}
