using Capsule.Cli.Display;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;

namespace Capsule.Server.Hosting;

/// <summary>What the server prints when it listens: where, the first key, and a request to try.</summary>
internal static class Greeting
{
    /// <summary>Prints it. Null, or why the first key could not be shown.</summary>
    /// <param name="url">Where the server listens.</param>
    /// <param name="keys">Gets the first key, where there is none.</param>
    /// <param name="output">Fails where nobody reads it.</param>
    internal static async Task<Failure?> WriteAsync(string url, ApiKeyStore keys, TextWriter output)
    {
        if (keys.List(Tenant.Default).Count == 0)
        {
            return await ShowFirstKeyAsync(url, keys, output);
        }

        await TryWriteAsync(output, Listening(url) + "API keys were made before; an administrator makes more with POST /v1/keys.\n" + Example(url));
        return null;
    }

    /// <summary>The key is kept only after it was printed: one that nobody saw could not be used, and no other would be made.</summary>
    private static async Task<Failure?> ShowFirstKeyAsync(string url, ApiKeyStore keys, TextWriter output)
    {
        var (key, text) = keys.Draft(new NewApiKey("first", KeyRole.Operator, null), Tenant.Default);
        var shown = $"{Listening(url)}An API key, which is shown this once:\n\n  export CAPSULE_API_KEY={text}\n\n";
        if (await TryWriteAsync(output, shown) is { } problem)
        {
            return Failure.Config(
                $"the first API key cannot be shown, so none was made: standard output cannot be written ({problem}); start the server with its output going to a terminal or a file");
        }

        if (keys.TryAdd(key, text) is { } failure)
        {
            return failure;
        }

        await TryWriteAsync(output, Example(url));
        return null;
    }

    private static string Listening(string url) => $"capsule-server listens on {url}\n";

    private static string Example(string url) =>
        $$"""
        Try it:

          curl {{url}}/v1/execute -H "Authorization: Bearer $CAPSULE_API_KEY" -H "Content-Type: application/json" -d '{"code": "6*7"}'


        """;

    /// <summary>Writes a text. Null, or why it could not be written.</summary>
    private static async Task<string?> TryWriteAsync(TextWriter output, string text)
    {
        try
        {
            await output.WriteAsync(text);
            await output.FlushAsync();
            return null;
        }
        catch (Exception e) when (StandardOutput.IsFailure(e))
        {
            return e.Message;
        }
    }
}
