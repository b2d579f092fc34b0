using Capsule.Runtime.Locking;

namespace Capsule.Packages.Locking;

/// <summary>The packages of a lock as what each requires. A package that is there again, or in a circle, is not opened a second time.</summary>
internal static class PackageTree
{
    /// <summary>The lines of the tree, with how deep each stands.</summary>
    internal static IEnumerable<(int Depth, LockedPackage Package, bool IsRepeated)> Lines(PackageLock packages)
    {
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var roots = packages.Requirements.Select(text => Requirement.Parse(text).Value?.Name).OfType<string>().Distinct(StringComparer.Ordinal);
        var stack = new Stack<(int Depth, string Name)>(roots.Order(StringComparer.Ordinal).Reverse().Select(name => (0, name)));
        while (stack.TryPop(out var next))
        {
            if (packages.Find(next.Name) is not { } package)
            {
                continue;
            }

            var isNew = shown.Add(package.Name);
            yield return (next.Depth, package, !isNew && package.Dependencies.Count > 0);
            if (isNew)
            {
                foreach (var name in package.Dependencies.Reverse())
                {
                    stack.Push((next.Depth + 1, name));
                }
            }
        }
    }
}
