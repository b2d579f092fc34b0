namespace Capsule.Runtime.Programs;

/// <summary>Where the program of a location is in the cache, and what it was made of.</summary>
/// <param name="Program">The program's identity; empty where it cannot be loaded.</param>
/// <param name="Files">SHA-256 in hexadecimal by absolute path.</param>
/// <param name="Folders">SHA-256 in hexadecimal by kind of listing and absolute path.</param>
internal sealed record CachedProgram(
    string Program, IReadOnlyDictionary<string, string> Files, IReadOnlyDictionary<string, string> Folders)
{
    /// <summary>Names of installed modules that are not part of it; null for none.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>Why it cannot be loaded, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>With which limits it could not be loaded.</summary>
    public string? Limits { get; init; }
}
