using Capsule.Errors;
using Capsule.Runtime.Configuration;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Http;

/// <summary>A server, and a runtime that trusts its certificate.</summary>
public sealed class NetworkFixture : IAsyncLifetime
{
    public TestServer Server { get; } = new();

    internal TestResolver Resolver { get; } = new();

    internal CapsuleRuntime Runtime { get; private set; } = null!;

    internal string Plain => $"http://localhost:{Server.Port}";

    internal string Secure => $"https://localhost:{Server.TlsPort}";

    /// <summary>What a test's tasks may reach, when it does not say otherwise.</summary>
    internal string Hosts => $"allowed_hosts=['localhost:{Server.Port}', 'localhost:{Server.TlsPort}']";

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Runtime = await RuntimeWithAsync(HttpLimits.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        await Server.DisposeAsync();
    }

    internal async Task<CapsuleRuntime> RuntimeWithAsync(HttpLimits limits)
    {
        var created = await CapsuleRuntime.TryCreateAsync(new CapsuleOptions
        {
            CacheDirectory = Checkout.Cache,
            Network = new NetworkOptions { TrustedRoots = [Server.Authority], Resolver = Resolver, Limits = limits },
        });
        return created.TryGet(out var runtime, out var failure)
            ? runtime
            : throw new InvalidOperationException($"{failure.Type.ToName()}: {failure.Message}");
    }

    /// <summary>Runs the body of a task that may reach the server. In it, PLAIN and SECURE are the server's URLs.</summary>
    internal Task<Envelope> RunAsync(
        string body, string? options = null, RunEnvironment? environment = null, string timeout = Patience.Text,
        CancellationToken? cancellationToken = null) =>
        RunAsync(Runtime, body, options, environment, timeout, cancellationToken);

    internal Task<Envelope> RunAsync(
        CapsuleRuntime runtime, string body, string? options = null, RunEnvironment? environment = null, string timeout = Patience.Text,
        CancellationToken? cancellationToken = null) =>
        runtime.RunAsync(
            ProgramSource.FromText(Sources.MainOf(body, $"compute='HIGH', ram='512MB', timeout='{timeout}', {options ?? Hosts}", Before)),
            new TaskCall(),
            new RunOptions { Observer = new RecordingObserver(), Environment = environment ?? RunEnvironment.Empty },
            cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Likewise, with the packages of <see cref="PythonPackages"/>; the body may await.</summary>
    internal async Task<Envelope> RunWithPackagesAsync(
        string body, string imports, string? options = null, string? sitePackages = null)
    {
        using var folder = new TemporaryFolder();
        var source = Sources.MainOf(body, $"compute='HIGH', ram='512MB', timeout='{Patience.Text}', " + (options ?? Hosts), Before + "import " + imports);
        var request = new ProgramRequest(
            folder.Write("main.py", source.Replace("\ndef main", "\nasync def main", StringComparison.Ordinal)),
            new ProjectFile(), sitePackages ?? PythonPackages.Folder);
        var run = new RunOptions { Observer = new RecordingObserver(), Environment = RunEnvironment.Empty };
        var cancellationToken = TestContext.Current.CancellationToken;
        var loaded = await Runtime.LoadAsync(request, run, cancellationToken);
        return loaded.TryGet(out var program, out var failure)
            ? await Runtime.RunAsync(program, new TaskCall(), run, cancellationToken)
            : CapsuleRuntime.NotRun(null, failure);
    }

    private string Before => $"PLAIN = '{Plain}'\nSECURE = '{Secure}'\n";
}
