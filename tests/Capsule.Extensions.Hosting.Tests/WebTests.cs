using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Capsule.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Capsule.Extensions.Hosting.Tests;

/// <summary>A web application with real connections.</summary>
public sealed class WebTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_runs_python()
    {
        await using var app = await StartAsync(options => options.CacheDirectory = Checkout.Cache);
        using var client = Client(app);
        var response = await client.PostAsJsonAsync("/run", "print('adding')\nsum(range(10))", Cancellation);
        Assert.Equal("45", await response.Content.ReadAsStringAsync(Cancellation));
        var health = await WhenAsync(client, HttpStatusCode.OK, "Healthy");
        Assert.Equal("3.14", health.GetProperty("python").GetString()?[..4]);
        Assert.True(health.GetProperty("task_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task A_runtime_that_cannot_be_made_is_unhealthy_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        await using var app = await StartAsync(options => options.CacheDirectory = folder.Write("cache", "in the way"));
        using var client = Client(app);
        var health = await WhenAsync(client, HttpStatusCode.ServiceUnavailable, "Unhealthy");
        Assert.Contains(folder.Path, health.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_degraded()
    {
        using var folder = new TemporaryFolder();
        var cache = Path.Combine(folder.Path, "cache");
        Directory.CreateSymbolicLink(cache, Checkout.Cache);
        await using var app = await StartAsync(options => (options.CacheDirectory, options.WarmUp) = (cache, CapsuleWarmUp.AtStart));
        File.Delete(cache);
        using var client = Client(app);
        var health = await WhenAsync(client, HttpStatusCode.OK, "Degraded");
        Assert.Contains("the cache cannot be written", health.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_ask_get_the_answer_of_one_task()
    {
        await using var app = await StartAsync(
            options => (options.CacheDirectory, options.WarmUp) = (Checkout.Cache, CapsuleWarmUp.AtStart));
        using var client = Client(app);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetStringAsync("/health", Cancellation)));
        Assert.Single(answers.Distinct(StringComparer.Ordinal));
    }

    private static async Task<WebApplication> StartAsync(Action<CapsuleHostingOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddCapsule(configure);
        builder.Services.AddHealthChecks().AddCapsule();
        var app = builder.Build();
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync });
        MapRun(app);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static void MapRun(WebApplication app) =>
        app.MapPost("/run", async (HttpContext context, ICapsuleRuntimeProvider capsule) =>
        {
            var code = await context.Request.ReadFromJsonAsync<string>(context.RequestAborted);
            var runtime = await capsule.GetAsync(context.RequestAborted);
            var done = await runtime.ExecuteAsync(code!, cancellationToken: context.RequestAborted);
            return done.Envelope.Result;
        });

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single()) };

    /// <summary>Asks until the status is there: a runtime is made in the background.</summary>
    private static async Task<JsonElement> WhenAsync(HttpClient client, HttpStatusCode code, string status)
    {
        while (true)
        {
            using var response = await client.GetAsync("/health", Cancellation);
            var health = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            if (health.GetProperty("status").GetString() == status)
            {
                Assert.Equal(code, response.StatusCode);
                return health;
            }

            await Task.Delay(50, Cancellation);
        }
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var entry = report.Entries["capsule"];
        var body = new Dictionary<string, object>(entry.Data, StringComparer.Ordinal)
        {
            ["status"] = entry.Status.ToString(),
            ["reason"] = entry.Description ?? "",
        };
        return context.Response.WriteAsJsonAsync(body);
    }
}
