using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Capsule.Runtime;
using Capsule.Server.Hosting;
using Capsule.Server.Http;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Capsule.Server.Tests.Support;

/// <summary>The real server in this process, on a port of its own, with data of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly ServerData data;

    private readonly CapsuleRuntime runtime;
    private bool isEnded;

    private RunningServer(TemporaryFolder folder, ServerData data, CapsuleRuntime runtime, WebApplication app)
    {
        (this.folder, this.data, this.runtime, App) = (folder, data, runtime, app);
        Address = new Uri(app.Urls.First());
        Admin = NewKey(KeyRole.Admin);
    }

    internal WebApplication App { get; }

    internal Uri Address { get; }

    /// <summary>A key of the role admin.</summary>
    internal string Admin { get; }

    internal ApiKeyStore Keys => data.Keys;

    internal TenantStore Tenants => data.Tenants;

    internal ExecutionSlots Slots => App.Services.GetRequiredService<ExecutionSlots>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static Task<RunningServer> StartAsync(CapsuleRuntime runtime, Func<ServerOptions, ServerOptions>? configure = null) =>
        StartAsync(runtime, new TemporaryFolder(), configure);

    /// <summary>Ends the server, and starts another one with its data.</summary>
    internal async Task<RunningServer> RestartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        await EndAsync();
        return await StartAsync(runtime, folder, configure);
    }

    private static async Task<RunningServer> StartAsync(CapsuleRuntime runtime, TemporaryFolder folder, Func<ServerOptions, ServerOptions>? configure)
    {
        var options = new ServerOptions { Listen = new Uri("http://127.0.0.1:0"), DataDirectory = Path.Combine(folder.Path, "data") };
        var data = ServerData.Open(options.DataDirectory, TimeProvider.System).OrThrow();
        var app = ServerApplication.Build(configure?.Invoke(options) ?? options, runtime, data);
        await app.StartAsync(Cancellation);
        return new RunningServer(folder, data, runtime, app);
    }

    internal string NewKey(KeyRole role, string tenant = Tenant.Default, DateTimeOffset? expires = null)
    {
        var wanted = new NewApiKey("test", role, expires);
        return data.Tenants.Find(tenant) is null
            ? data.Tenants.TryCreate(tenant, new TenantQuotas(), wanted).OrThrow().Text
            : data.Keys.TryCreate(wanted, tenant).OrThrow().Text;
    }

    /// <summary>Options under which code that never ends runs until something else ends it.</summary>
    internal static ServerOptions WithoutTimeout(ServerOptions options) =>
        options with { Policy = options.Policy with { Timeout = Patience.Time }, Caps = PolicyCaps.None };

    /// <summary>Waits until something was charged to a tenant for an execution whose client left.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="runAsync">Asks for an execution without an end, for as long as it may.</param>
    internal Task UntilChargedAsync(string tenant, Func<CancellationToken, Task> runAsync) => Patience.UntilAsync(
        async () =>
        {
            // It may leave before anything was computed: then it comes again.
            using var leaving = new CancellationTokenSource();
            var running = runAsync(leaving.Token);
            await UntilRunningAsync(tenant, 1);
            leaving.CancelAfter(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            await UntilRunningAsync(tenant, 0);
            return Tenants.Find(tenant)!.Compute.Day > 0;
        },
        "what was computed is counted");

    /// <summary>Waits until a tenant has so many executions.</summary>
    internal Task UntilRunningAsync(string tenant, int count) =>
        Patience.UntilAsync(() => Slots.Of(tenant).Running == count, $"{count} executions of {tenant} run");

    /// <summary>A client that sends a key; without one by default that of the administrator, with an empty one none.</summary>
    internal HttpClient Client(string? key = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key != "")
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Admin);
        }

        return client;
    }

    /// <summary>Sends JSON; gives the status, and the answer where there is one.</summary>
    internal async Task<(int Status, JsonElement Body)> PostAsync(string path, string json, string? key = null)
    {
        using var client = Client(key);
        client.DefaultRequestHeaders.ExpectContinue = true; // what is refused is not sent
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default);
    }

    /// <summary>Sends a request; gives the response, whose content is read.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path and the query.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="key">The API key; null for that of the administrator.</param>
    /// <param name="headers">Other headers.</param>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using var client = Client(key);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, Cancellation);
    }

    /// <summary>Gets JSON; gives the status and the answer.</summary>
    internal async Task<(int Status, JsonElement Body)> GetAsync(string path, string? key = null)
    {
        using var response = await SendAsync(HttpMethod.Get, path, key: key);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)));
    }

    public async ValueTask DisposeAsync()
    {
        if (!isEnded)
        {
            await EndAsync();
            folder.Dispose();
        }
    }

    private async Task EndAsync()
    {
        isEnded = true;
        await App.StopAsync(Cancellation);
        await App.DisposeAsync();
        data.Dispose();
    }
}
