namespace Capsule.Server.Keys;

/// <summary>A key as the server knows it: without its secret.</summary>
/// <param name="Id">The part of the key that names it.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it lets its holder do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends, or null.</param>
/// <param name="LastUsed">When it was used last, to the minute; null for never.</param>
internal sealed record ApiKey(
    string Id, string Tenant, string Name, KeyRole Role, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? LastUsed);
