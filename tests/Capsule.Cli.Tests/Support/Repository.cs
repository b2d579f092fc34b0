using System.Runtime.CompilerServices;

namespace Capsule.Cli.Tests.Support;

/// <summary>Places in the repository that the tests run from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Prepared files that all test projects share: made once in a checkout.</summary>
    internal static string Cache { get; } = Path.Combine(Root, "artifacts", "test-cache");

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
