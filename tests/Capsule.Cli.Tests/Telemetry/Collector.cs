using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Capsule.Cli.Tests.Telemetry;

/// <summary>A collector on loopback that speaks OTLP, over HTTP or gRPC.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const int GrpcPrefix = 5;
    private readonly WebApplication app;
    private readonly Func<HttpContext, Task>? instead;

    private Collector(HttpProtocols protocols, Func<HttpContext, Task>? instead)
    {
        this.instead = instead;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        app = builder.Build();
        app.Use((context, next) => TakeAsync(context, next));
        Map("/v1/traces", body => Add(Spans, Received.Spans(body)), 0);
        Map("/v1/metrics", body => Add(Metrics, Received.Metrics(body)), 0);
        Map("/opentelemetry.proto.collector.trace.v1.TraceService/Export", body => Add(Spans, Received.Spans(body)), GrpcPrefix);
        Map("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", body => Add(Metrics, Received.Metrics(body)), GrpcPrefix);
    }

    internal ConcurrentQueue<Received> Spans { get; } = [];

    internal ConcurrentQueue<Received> Metrics { get; } = [];

    /// <summary>The path, the authorization of each request.</summary>
    internal ConcurrentQueue<(string Path, string Authorization)> Requests { get; } = [];

    internal string Url => app.Urls.Single();

    /// <summary>The variables that have it used.</summary>
    internal Dictionary<string, string> Environment(string? protocol = "http/protobuf") => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol ?? "",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = $"{Patience.Time.TotalMilliseconds:0}",
    };

    /// <summary>Starts one.</summary>
    /// <param name="protocols">What it speaks: gRPC needs HTTP/2.</param>
    /// <param name="instead">What it does instead of taking anything, or null.</param>
    internal static async Task<Collector> StartAsync(
        HttpProtocols protocols = HttpProtocols.Http1, Func<HttpContext, Task>? instead = null)
    {
        var collector = new Collector(protocols, instead);
        await collector.app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static void Add(ConcurrentQueue<Received> to, IEnumerable<Received> items)
    {
        foreach (var item in items)
        {
            to.Enqueue(item);
        }
    }

    private Task TakeAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue((context.Request.Path.ToString(), context.Request.Headers.Authorization.ToString()));
        return instead is null ? next(context) : instead(context);
    }

    private void Map(string path, Action<byte[]> take, int prefix) => app.MapPost(path, async context =>
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray()[prefix..]);
        context.Response.ContentType = prefix == 0 ? "application/x-protobuf" : "application/grpc";
        if (prefix > 0)
        {
            // An empty message, in gRPC's frame.
            await context.Response.Body.WriteAsync(new byte[GrpcPrefix], context.RequestAborted);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    });
}
