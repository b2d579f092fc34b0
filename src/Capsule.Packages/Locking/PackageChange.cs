using Capsule.Runtime.Locking;

namespace Capsule.Packages.Locking;

/// <summary>One difference between two locks.</summary>
/// <param name="Name">The package.</param>
/// <param name="Before">Its version before, or null when it was not there.</param>
/// <param name="After">Its version now, or null when it is gone.</param>
internal sealed record PackageChange(string Name, string? Before, string? After)
{
    /// <summary>All differences, by name.</summary>
    internal static IReadOnlyList<PackageChange> Between(PackageLock? before, PackageLock after)
    {
        var names = after.Packages.Concat(before?.Packages ?? []).Select(package => package.Name).Distinct().Order(StringComparer.Ordinal);
        return
        [
            .. names.Select(name => new PackageChange(name, before?.Find(name)?.Version, after.Find(name)?.Version))
                .Where(change => change.Before != change.After),
        ];
    }
}
