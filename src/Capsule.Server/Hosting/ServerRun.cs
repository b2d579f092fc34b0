using Capsule.Runtime;
using Capsule.Server.Keys;

namespace Capsule.Server.Hosting;

/// <summary>Serves until it is told to end.</summary>
internal static class ServerRun
{
    /// <summary>Serves. Null when it was told to end, or why it does not serve.</summary>
    /// <param name="options">How.</param>
    /// <param name="output">Is told where it listens, and a key the first time.</param>
    /// <param name="cancellationToken">Ends it: it accepts nothing new, and waits for what runs.</param>
    internal static async Task<Failure?> RunAsync(ServerOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (!ServerData.Open(options.DataDirectory, TimeProvider.System).TryGet(out var data, out var failure))
        {
            return failure;
        }

        using var closing = data;
        if (!(await CapsuleRuntime.TryCreateAsync(options.Runtime, cancellationToken)).TryGet(out var runtime, out failure))
        {
            return failure;
        }

        await using var ending = runtime;
        var app = ServerApplication.Build(options, runtime, data.Keys);
        await using var disposal = app;
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            return Failure.Config($"the server cannot listen on {options.Listen}: {e.Message}; say --listen with another address");
        }

        await GreetAsync(app, data.Keys, output);
        await app.WaitForShutdownAsync(cancellationToken);
        return null;
    }

    /// <summary>The first time there is a key, which is shown once: only its hash is kept.</summary>
    private static async Task GreetAsync(WebApplication app, ApiKeyStore keys, TextWriter output)
    {
        var url = app.Urls.First();
        await output.WriteLineAsync($"capsule-server listens on {url}");
        var key = keys.List(ApiKeyStore.DefaultTenant).Count == 0
            ? keys.TryCreate(new NewApiKey("first", KeyRole.Admin, null), ApiKeyStore.DefaultTenant).OrThrow().Text
            : null;
        await output.WriteLineAsync(key is null
            ? "API keys were made before; an administrator makes more with POST /v1/keys."
            : $"An API key, which is shown this once:\n\n  export CAPSULE_API_KEY={key}\n");
        await output.WriteLineAsync(
            $$"""
            Try it:

              curl {{url}}/v1/execute -H "Authorization: Bearer $CAPSULE_API_KEY" -H "Content-Type: application/json" -d '{"code": "6*7"}'

            """);
        await output.FlushAsync();
    }
}
