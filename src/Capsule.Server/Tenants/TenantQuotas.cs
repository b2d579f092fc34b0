namespace Capsule.Server.Tenants;

/// <summary>What a tenant may have. What is null is bounded by the server's own limits.</summary>
internal sealed record TenantQuotas
{
    /// <summary>How many executions it has at once, from 1.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many units of compute its executions use in a minute.</summary>
    public long? ComputePerMinute { get; init; }

    /// <summary>How many units of compute its executions use in a day (UTC).</summary>
    public long? ComputePerDay { get; init; }

    /// <summary>How many bytes the bodies of its requests have that are under way; null for half of what the server has for all.</summary>
    public long? MaxBodies { get; init; }
}
