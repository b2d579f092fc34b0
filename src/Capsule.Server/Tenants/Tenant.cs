namespace Capsule.Server.Tenants;

/// <summary>Somebody who uses the server, and sees nothing of the others.</summary>
/// <param name="Name">What it is called, for ever.</param>
/// <param name="Created">When it was made.</param>
/// <param name="State">Whether it may do anything.</param>
/// <param name="Quotas">What it may have.</param>
internal sealed record Tenant(string Name, DateTimeOffset Created, TenantState State, TenantQuotas Quotas)
{
    /// <summary>The tenant of whoever runs the server, which is always there.</summary>
    internal const string Default = "default";

    /// <summary>The longest name, in characters.</summary>
    internal const int MaxName = 63;

    /// <summary>Whether a text can be a tenant's name: it is part of paths and of metrics.</summary>
    internal static bool IsName(string text) =>
        text.Length is > 0 and <= MaxName && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') && text[0] != '-' && text[^1] != '-';
}
