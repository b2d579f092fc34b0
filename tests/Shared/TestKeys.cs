using System.Runtime.CompilerServices;

namespace Capsule.Tests;

/// <summary>
/// The key that the shared cache is sealed with. It belongs to the checkout as the cache does: tests leave nothing in the home of
/// whoever runs them, and need none.
/// </summary>
internal static class TestKeys
{
    [ModuleInitializer]
    internal static void Use() =>
        Environment.SetEnvironmentVariable("CAPSULE_KEYS", Path.Combine(Checkout.Root, "artifacts", "test-keys"));
}
