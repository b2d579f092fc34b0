namespace Capsule.Runtime.Programs.Packages;

/// <summary>One installed distribution, as its metadata describes it.</summary>
/// <param name="Name">The name in its normal form (PEP 503): lower case, with single dashes.</param>
/// <param name="Requires">Names of the distributions that it needs, whatever the conditions.</param>
/// <param name="Files">
/// Its files, relative to site-packages, with slashes; scripts and bytecode left out. Where no record tells, all files of
/// its modules.
/// </param>
internal sealed record Distribution(string Name, IReadOnlyList<string> Requires, IReadOnlyList<string> Files)
{
    private readonly HashSet<string> topLevel = [.. Files.Select(TopLevelOf)];

    /// <summary>Whether it provides a top-level module or package.</summary>
    internal bool Provides(string name) => topLevel.Contains(name);

    /// <summary>Whether a file is a compiled extension or another library, by its name.</summary>
    internal static bool IsExtension(string file) =>
        file.EndsWith(".so", StringComparison.Ordinal) || file.EndsWith(".pyd", StringComparison.Ordinal)
        || file.EndsWith(".dylib", StringComparison.Ordinal);

    /// <summary>The module or package that a file belongs to.</summary>
    internal static string TopLevelOf(string file) => file.Split('/', 2)[0].Split('.', 2)[0];

    /// <summary>PEP 503.</summary>
    internal static string Normalize(string name) =>
        string.Join('-', name.ToLowerInvariant().Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries));
}
