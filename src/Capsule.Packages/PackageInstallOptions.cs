namespace Capsule.Packages;

/// <summary>Says where packages come from.</summary>
public sealed record PackageInstallOptions
{
    /// <summary>
    /// Gets the addresses of the indexes to look in (PEP 503), such as <c>https://packages.example.com/simple/</c>; a login may be in them. The
    /// default is none: those of the variable <c>CAPSULE_INDEX</c>, else the index that pip has built in.
    /// </summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];

    /// <summary>
    /// Gets the wheel of pip that resolves requirements; null, which is the default, for that of <c>CAPSULE_PIP_WHEEL</c>, else the newest that this
    /// machine's Pythons bring, else the one that the first index has, known by its hash.
    /// </summary>
    public string? PipWheel { get; init; }

    /// <summary>Gets whether nothing may be fetched, so that only what is in the cache can be used. The default is false.</summary>
    public bool IsOffline { get; init; }
}
