using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Capsule.Runtime.Tests.Http;

/// <summary>A real HTTP server on loopback, with and without TLS.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly TestCertificates certificates = new();
    private readonly WebApplication app;

    public TestServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificates.Server));
        });
        app = builder.Build();
        Map();
    }

    /// <summary>The authority's certificate, in which the runtime of <see cref="NetworkFixture"/> trusts.</summary>
    internal System.Security.Cryptography.X509Certificates.X509Certificate2 Authority => certificates.Authority;

    internal int Port => PortOf("http:");

    internal int TlsPort => PortOf("https:");

    /// <summary>The connections that requests came over.</summary>
    internal System.Collections.Concurrent.ConcurrentBag<string> Connections { get; } = [];

    /// <summary>Credentials that came.</summary>
    internal System.Collections.Concurrent.ConcurrentBag<string> Authorizations { get; } = [];

    /// <summary>The paths of requests that their client gave up.</summary>
    internal System.Collections.Concurrent.ConcurrentQueue<string> Aborted { get; } = [];

    /// <summary>Bodies that came to /echo.</summary>
    internal System.Collections.Concurrent.ConcurrentBag<string> Bodies { get; } = [];

    public async ValueTask InitializeAsync() => await app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificates.Dispose();
    }

    private int PortOf(string scheme) =>
        app.Urls.Select(url => new Uri(url)).First(url => url.AbsoluteUri.StartsWith(scheme, StringComparison.Ordinal)).Port;

    private void Map()
    {
        app.Use((context, next) =>
        {
            Connections.Add($"{context.Request.Path} {context.Connection.Id}");
            Authorizations.Add(context.Request.Headers.Authorization.ToString());
            context.RequestAborted.Register(path => Aborted.Enqueue((string)path!), context.Request.Path.ToString());
            return next(context);
        });
        app.Map("/echo", EchoAsync);
        app.MapMethods("/bytes/{count:long}", ["GET", "HEAD"], BytesAsync);
        app.MapPost("/count", CountAsync);
        app.MapGet("/redirect", (HttpContext context) => context.Response.Redirect(context.Request.Query["to"]!));
        app.MapPost("/see-other", (HttpContext context) =>
        {
            context.Response.StatusCode = 303;
            context.Response.Headers.Location = "/echo";
        });
        app.MapGet("/cookie", (HttpContext context) => context.Response.Cookies.Append("flavour", "vanilla"));
        app.MapGet("/gzip", GzipAsync);
        app.MapGet("/bomb", BombAsync);
        app.MapGet("/chunks", ChunksAsync);
        app.MapGet("/slow", SlowAsync);
        app.MapGet("/stall", StallAsync);
        app.MapGet("/status/{code:int}", (HttpContext context, int code) => context.Response.StatusCode = code);
        app.MapGet("/headers/{bytes:int}", (HttpContext context, int bytes) => context.Response.Headers["X-Big"] = new string('a', bytes));
        app.MapGet("/abort", AbortAsync);
    }

    /// <summary>Tells the request as JSON.</summary>
    private async Task EchoAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Bodies.Add(Encoding.Latin1.GetString(body.ToArray()));
        await context.Response.WriteAsJsonAsync(new Dictionary<string, object?>
        {
            ["method"] = context.Request.Method,
            ["target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            ["scheme"] = context.Request.Scheme,
            ["headers"] = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            ["body"] = Encoding.Latin1.GetString(body.ToArray()),
        });
    }

    private static async Task BytesAsync(HttpContext context, long count)
    {
        context.Response.ContentLength = count;
        var part = new byte[64 << 10];
        part.AsSpan().Fill((byte)'x');
        for (var left = count; left > 0; left -= part.Length)
        {
            await context.Response.Body.WriteAsync(part.AsMemory(0, (int)Math.Min(left, part.Length)), context.RequestAborted);
        }
    }

    private static async Task CountAsync(HttpContext context)
    {
        var (part, count, sum) = (new byte[64 << 10], 0L, 0L);
        while (await context.Request.Body.ReadAsync(part, context.RequestAborted) is > 0 and var read)
        {
            count += read;
            sum += part.AsSpan(0, read).ToArray().Sum(one => (long)one);
        }

        var chunked = context.Request.Headers.TransferEncoding.ToString();
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{count} {sum} {chunked}"));
    }

    private static async Task GzipAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await gzip.WriteAsync("squeezed"u8.ToArray());
    }

    /// <summary>Sends 1 GB of zeros as some 1 MB.</summary>
    private static async Task BombAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Optimal);
        var zeros = new byte[1 << 20];
        for (var i = 0; i < 1024; i++)
        {
            await gzip.WriteAsync(zeros, context.RequestAborted);
        }
    }

    private static async Task ChunksAsync(HttpContext context)
    {
        for (var i = 0; i < 5; i++)
        {
            await context.Response.WriteAsync($"part {i};");
            await context.Response.Body.FlushAsync();
        }
    }

    private static async Task SlowAsync(HttpContext context)
    {
        var milliseconds = int.Parse(context.Request.Query["ms"]!, CultureInfo.InvariantCulture);
        await Task.Delay(milliseconds, context.RequestAborted);
        await context.Response.WriteAsync("late");
    }

    /// <summary>Sends one byte now and then, for ever.</summary>
    private static async Task StallAsync(HttpContext context)
    {
        while (true)
        {
            await context.Response.Body.WriteAsync("."u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(100, context.RequestAborted);
        }
    }

    private static async Task AbortAsync(HttpContext context)
    {
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("some");
        await context.Response.Body.FlushAsync();
        await Task.Delay(500);
        context.Abort();
    }
}
