using Capsule.Documentation.Tests;
using Capsule.Runtime;

[assembly: AssemblyFixture(typeof(ReaderFixture))]

namespace Capsule.Documentation.Tests;

/// <summary>A reader's folder and runtime. Code of documents takes both from the process, so its tests run one after the other.</summary>
public sealed class ReaderFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable("CAPSULE_CACHE", Checkout.Cache);
        Environment.SetEnvironmentVariable("CAPSULE_STATE", folder.Path);
        folder.Write("analyze.py", "def main(path): return {'row_count': 3}");
        folder.Write("main.py", "def main(): print('hello')");
        Environment.CurrentDirectory = folder.Path;
        Given.capsule = await CapsuleRuntime.CreateAsync();
        Given.session = (await Given.capsule.TryCreateSessionAsync(SessionOptions.Default)).OrThrow();
    }

    public async ValueTask DisposeAsync()
    {
        await Given.session.DisposeAsync();
        await Given.capsule.DisposeAsync();
        Environment.CurrentDirectory = Path.GetTempPath();
        folder.Dispose();
    }
}
