using Capsule.Runtime;
using Capsule.Server.Tests.Support;

[assembly: AssemblyFixture(typeof(RuntimeFixture))]

namespace Capsule.Server.Tests.Support;

/// <summary>The runtime that all tests share.</summary>
public sealed class RuntimeFixture : IAsyncLifetime
{
    internal CapsuleRuntime Runtime { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Runtime = await CapsuleRuntime.CreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache });

    public async ValueTask DisposeAsync() => await Runtime.DisposeAsync();
}
