using System.Net.Sockets;
using Capsule.Cli.Telemetry;
using Capsule.Runtime;

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
        TlsCertificate? tls = null;
        if (options.TlsCertificate is { } file && !TlsCertificate.Open(file, options.TlsKey, TimeProvider.System).TryGet(out tls, out var unusable))
        {
            return unusable;
        }

        if (!ServerData.Open(options.DataDirectory, TimeProvider.System).TryGet(out var data, out var failure))
        {
            return failure;
        }

        using var closing = data;
        // The tasks of runs start others, which have no slot of their own.
        if (!(await CapsuleRuntime.TryCreateAsync(options.Runtime with { MaxConcurrency = options.MaxConcurrent }, cancellationToken)).TryGet(out var runtime, out failure))
        {
            return failure;
        }

        await using var ending = runtime;
        await using var telemetry = OtlpExport.Start(Environment.GetEnvironmentVariable, warning => Console.Error.WriteLine($"warning: {warning}"));
        var app = ServerApplication.Build(options, runtime, data, tls);
        await using var disposal = app;
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return Failure.Config($"the server cannot listen on {options.Listen.OriginalString}: {e.Message}; say --listen with another address");
        }

        if (await Greeting.WriteAsync(app.Urls.First(), data.Keys, output) is { } unheard)
        {
            return unheard;
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return null;
    }
}
