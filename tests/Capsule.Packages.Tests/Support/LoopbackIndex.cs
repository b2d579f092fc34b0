using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Capsule.Packages.Tests.Support;

/// <summary>A package index on loopback, with the pages of PEP 503.</summary>
internal sealed class LoopbackIndex : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, byte[]> files = new();

    private LoopbackIndex()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Use(AdmitAsync);
        app.MapGet("/simple/{name}/", PageOf);
        app.MapGet("/files/{name}", (string name) => files.TryGetValue(name, out var content)
            ? Results.Bytes(Forge?.Invoke(name, content) ?? content, "application/octet-stream")
            : Results.NotFound());
    }

    /// <summary>What came, in no order.</summary>
    internal ConcurrentBag<string> Requests { get; } = [];

    /// <summary>Credentials that came; empty for a request without.</summary>
    internal ConcurrentBag<string> Authorizations { get; } = [];

    /// <summary>The <c>name:password</c> that is asked for, or null.</summary>
    internal string? Login { get; set; }

    /// <summary>What is sent in place of a file.</summary>
    internal Func<string, byte[], byte[]>? Forge { get; set; }

    /// <summary>Where the links to files lead; by default to this server.</summary>
    internal string FilesAt { get; set; } = "/files/";

    /// <summary>Files that were withdrawn (PEP 592).</summary>
    internal HashSet<string> Yanked { get; } = [];

    internal Uri Origin => new(app.Urls.Single());

    internal string Url => new Uri(Origin, "/simple/").AbsoluteUri;

    internal static async Task<LoopbackIndex> StartAsync()
    {
        var index = new LoopbackIndex();
        await index.app.StartAsync();
        return index;
    }

    internal LoopbackIndex Add(string file, byte[] content)
    {
        files[file] = content;
        return this;
    }

    /// <summary>Adds a distribution with one module of its own name.</summary>
    internal LoopbackIndex Add(string name, string version, string source, params string[] requires) =>
        Add(Wheel.NameOf(name, version), Wheel.Of(name, version, source, requires));

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Add($"{context.Request.Path}");
        var login = context.Request.Headers.Authorization.ToString();
        Authorizations.Add(login);
        if (Login is not null && login != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await next(context);
    }

    private IResult PageOf(string name)
    {
        var links = files.Keys.Where(file => Runtime.Locking.PackageName.Normalize(file.Split('-')[0]) == name).Order().Select(LinkOf).ToArray();
        return links.Length == 0
            ? Results.NotFound()
            : Results.Content($"<!DOCTYPE html><html><body>{string.Concat(links)}</body></html>", "text/html");
    }

    private string LinkOf(string file) =>
        $"<a href=\"{FilesAt}{file}#sha256={Convert.ToHexStringLower(SHA256.HashData(files[file]))}\"{(Yanked.Contains(file) ? " data-yanked=\"broken\"" : "")}>{file}</a><br>\n";
}
