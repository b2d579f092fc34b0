using System.Text.Json;
using Capsule.Runtime.Worker;
using Capsule.Server.Tenants;

namespace Capsule.Server.Http;

/// <summary>The body of requests that make a tenant, or change one.</summary>
internal sealed record TenantRequest
{
    private static readonly RequestMember<TenantRequest> QuotasMember = RequestMembers.Options<TenantRequest>(
        "quotas", [.. QuotaOption.All.Select(quota => quota.Name)], name => QuotaOption.Find(name).Forms,
        (request, name, value) => QuotaOption.Find(name).Apply(request.Quotas ?? new TenantQuotas(), value) is { } quotas ? request with { Quotas = quotas } : null);

    private static readonly RequestMember<TenantRequest>[] NewMembers =
    [
        RequestMembers.AnyText<TenantRequest>("name", (request, name) => Tenant.IsName(name)
            ? request with { Name = name }
            : Failure.Config($"\"name\" takes 1 to {Tenant.MaxName} lower-case letters, digits and dashes between them")),
        RequestMembers.AnyText<TenantRequest>("key_name", (request, name) => KeyRequest.IsName(name)
            ? request with { KeyName = name }
            : Failure.Config($"\"key_name\" takes {KeyRequest.NameForms}")),
        QuotasMember,
    ];

    private static readonly RequestMember<TenantRequest>[] ChangeMembers =
    [
        RequestMembers.Flag<TenantRequest>("disabled", (request, flag) => request with { IsDisabled = flag }),
        QuotasMember with { Apply = (request, value) => QuotasMember.Apply(request with { Quotas = new TenantQuotas() }, value) },
    ];

    internal string? Name { get; init; }

    /// <summary>What its first key is called.</summary>
    internal string KeyName { get; init; } = "first";

    /// <summary>All its quotas; null to leave them.</summary>
    internal TenantQuotas? Quotas { get; init; }

    internal bool? IsDisabled { get; init; }

    /// <summary>Reads what a new tenant is to be.</summary>
    internal static Outcome<TenantRequest> ReadNew(JsonElement body) =>
        !RequestMember<TenantRequest>.Read(body, NewMembers, new TenantRequest()).TryGet(out var request, out var failure) ? failure
        : request.Name is null ? Failure.Config("\"name\" is missing: what the tenant is called")
        : request;

    /// <summary>Reads what is to change.</summary>
    internal static Outcome<TenantRequest> ReadChange(JsonElement body) => RequestMember<TenantRequest>.Read(body, ChangeMembers, new TenantRequest());
}
