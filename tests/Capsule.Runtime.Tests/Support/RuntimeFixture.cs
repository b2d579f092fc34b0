using Capsule.Errors;
using Capsule.Runtime.Tests.Support;

[assembly: AssemblyFixture(typeof(RuntimeFixture))]

namespace Capsule.Runtime.Tests.Support;

/// <summary>One runtime for all tests: they run at the same time in it, as tasks of a server would.</summary>
public sealed class RuntimeFixture : IAsyncLifetime
{
    public CapsuleRuntime Runtime { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var created = await CapsuleRuntime.TryCreateAsync(new CapsuleOptions { CacheDirectory = Checkout.Cache });
        Runtime = created.TryGet(out var runtime, out var failure)
            ? runtime
            : throw new InvalidOperationException($"{failure.Type.ToName()}: {failure.Message}");
    }

    public ValueTask DisposeAsync() => Runtime.DisposeAsync();
}
