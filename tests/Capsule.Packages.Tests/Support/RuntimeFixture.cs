using Capsule.Packages.Tests.Support;
using Capsule.Runtime;

[assembly: AssemblyFixture(typeof(RuntimeFixture))]

namespace Capsule.Packages.Tests.Support;

/// <summary>One runtime for all tests.</summary>
public sealed class RuntimeFixture : IAsyncLifetime
{
    public CapsuleRuntime Runtime { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Runtime = await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache });

    public ValueTask DisposeAsync() => Runtime.DisposeAsync();
}
