namespace Capsule.Server.Tenants;

/// <summary>Whether there is room for another one of a tenant.</summary>
internal enum Reservation
{
    /// <summary>There is, and it is taken.</summary>
    Made,

    /// <summary>The tenant has as many as it may have.</summary>
    TenantHasTooMany,

    /// <summary>The server has as many as it may have.</summary>
    ServerHasTooMany,
}
