using Capsule.Server.Tests.Support;

namespace Capsule.Server.Tests;

/// <summary>The client for Python against the real server.</summary>
public sealed class PythonClientTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task The_client_does_what_the_server_offers()
    {
        await using var server = await RunningServer.StartAsync(fixture.Runtime);
        await PythonClient.TestAsync("tests.test_client", ("CAPSULE_URL", server.Address.ToString()), ("CAPSULE_API_KEY", server.Admin));
    }
}
