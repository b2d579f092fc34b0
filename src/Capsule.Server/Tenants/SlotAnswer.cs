namespace Capsule.Server.Tenants;

/// <summary>Whether somebody got a slot.</summary>
internal enum SlotAnswer
{
    /// <summary>They have one.</summary>
    Taken,

    /// <summary>Their tenant has as many as it may have, or as many that wait.</summary>
    TenantIsBusy,

    /// <summary>Others have all.</summary>
    ServerIsBusy,
}
