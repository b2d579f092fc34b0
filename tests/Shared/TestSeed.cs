using System.Globalization;

namespace Capsule.Tests;

/// <summary>
/// What tests with random input start from. CI sets <c>CAPSULE_TEST_SEED</c>, so that it tries the same each time; by hand,
/// each run tries something else. A test that fails says which seed it had.
/// </summary>
internal static class TestSeed
{
    /// <summary>The seed of the environment, or null.</summary>
    internal static int? Fixed { get; } = Environment.GetEnvironmentVariable("CAPSULE_TEST_SEED") is { Length: > 0 } text
        ? int.Parse(text, CultureInfo.InvariantCulture)
        : null;
}
