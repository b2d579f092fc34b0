namespace Capsule.Runtime.Locking;

/// <summary>Which packages meet some requirements, each by the hash of its wheel (docs/reference/packages.md).</summary>
/// <param name="Requirements">What was required, in order.</param>
/// <param name="Python">The version of Python that it is for, such as <c>3.14</c>.</param>
/// <param name="Packages">The packages, by name.</param>
internal sealed record PackageLock(
    IReadOnlyList<string> Requirements, string Python, IReadOnlyList<LockedPackage> Packages)
{
    /// <summary>How many packages a lock may have.</summary>
    internal const int MostPackages = 2000;

    /// <summary>Whether it is the answer to a question.</summary>
    internal bool Answers(IEnumerable<string> requirements, string python) =>
        Python == python
        && Requirements.SequenceEqual(requirements, StringComparer.Ordinal);

    /// <summary>The package of a name, or null.</summary>
    internal LockedPackage? Find(string name) => Packages.FirstOrDefault(package => package.Name == name);
}
