using System.Globalization;
using Capsule.Options;

namespace Capsule.Server.Tenants;

/// <summary>One quota of a tenant, as requests and answers have it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed quotas, or null when the value is none of the forms.</param>
/// <param name="Of">Its value; null where there is none.</param>
internal sealed record QuotaOption(string Name, string Forms, Func<TenantQuotas, OptionValue, TenantQuotas?> Apply, Func<TenantQuotas, long?> Of)
{
    private const int ConcurrentMost = 10_000;

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<QuotaOption> All { get; } =
    [
        new("max_concurrent", string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {ConcurrentMost}"), (quotas, value) =>
            value is OptionValue.Integer { Value: >= 1 and <= ConcurrentMost } count ? quotas with { MaxConcurrent = (int)count.Value } : null, quotas => quotas.MaxConcurrent),
        new("compute_per_minute", Compute.Forms, (quotas, value) =>
            Compute.Read(value) is { } compute ? quotas with { ComputePerMinute = compute.Units } : null, quotas => quotas.ComputePerMinute),
        new("compute_per_day", Compute.Forms, (quotas, value) =>
            Compute.Read(value) is { } compute ? quotas with { ComputePerDay = compute.Units } : null, quotas => quotas.ComputePerDay),
        new("max_bodies", ByteSize.Forms, (quotas, value) =>
            ByteSize.Read(value) is { } size ? quotas with { MaxBodies = size.Bytes } : null, quotas => quotas.MaxBodies),
    ];

    /// <summary>The quota with a name that is one.</summary>
    internal static QuotaOption Find(string name) => All.Single(quota => quota.Name == name);
}
