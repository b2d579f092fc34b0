namespace Capsule.Server.Keys;

/// <summary>What a key is to be.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it lets its holder do.</param>
/// <param name="Expires">When it ends, or null.</param>
internal sealed record NewApiKey(string Name, KeyRole Role, DateTimeOffset? Expires);
