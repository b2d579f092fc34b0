namespace Capsule.Runtime.Configuration;

/// <summary>What <c>[packages]</c> in capsule.toml says (docs/reference/packages.md).</summary>
internal sealed record PackageSettings
{
    /// <summary>What the program requires, as in PEP 508: <c>numpy&gt;=2</c>.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Where packages come from, the first before the others; none for the index that pip has built in.</summary>
    public IReadOnlyList<PackageSource> Indexes { get; init; } = [];
}
