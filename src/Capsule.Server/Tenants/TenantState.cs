namespace Capsule.Server.Tenants;

/// <summary>Whether a tenant may do anything.</summary>
internal enum TenantState
{
    /// <summary>Its keys are valid.</summary>
    Active,

    /// <summary>Its keys are refused until it is active again.</summary>
    Disabled,

    /// <summary>It has no keys, and nobody gets its name: what is left of its data must not become another's.</summary>
    Deleted,
}
