namespace Capsule.Tests;

/// <summary>The checkout that the tests run from.</summary>
internal static class Checkout
{
    /// <summary>
    /// Its root folder: the first one above the test's binaries that holds the solution. The compiler's own idea of a source
    /// file's path is no help, for a build on CI writes the same path for every checkout.
    /// </summary>
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Prepared files that all test projects share: made once in a checkout. The folder is there, for tests that link to it.</summary>
    internal static string Cache { get; } = Directory.CreateDirectory(
        Path.Combine(Root, "artifacts", "test-cache"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Capsule.slnx"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the tests run outside their checkout"));
}
