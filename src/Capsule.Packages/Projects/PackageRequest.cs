using Capsule.Runtime.Locking;

namespace Capsule.Packages.Projects;

/// <summary>Which packages a program is to have.</summary>
/// <param name="Requirements">What is required, in order.</param>
/// <param name="LockPath">Where its lock is kept; null for in the cache.</param>
/// <param name="RequiresPython">Which Pythons it says it runs on, or null.</param>
internal sealed record PackageRequest(IReadOnlyList<Requirement> Requirements, string? LockPath, string? RequiresPython)
{
    /// <summary>What a project's capsule.toml requires.</summary>
    internal static Outcome<PackageRequest> OfProject(string folder, IReadOnlyList<string> dependencies) =>
        Requirement.ParseAll(dependencies).TryGet(out var requirements, out var failure)
            ? new PackageRequest(requirements, Path.Combine(folder, LockFile.FileName), null)
            : failure;

    /// <summary>These and some more, for one call: nothing of it is written beside the program.</summary>
    internal Outcome<PackageRequest> With(IReadOnlyList<string> more) =>
        more.Count == 0 ? this
        : Requirement.ParseAll(more).TryGet(out var added, out var failure)
            ? new PackageRequest([.. Requirements, .. added], null, RequiresPython)
            : failure;
}
