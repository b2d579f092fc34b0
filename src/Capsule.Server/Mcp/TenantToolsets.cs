using System.Collections.Concurrent;
using Capsule.Mcp;
using Capsule.Runtime;
using Capsule.Server.Tenants;

namespace Capsule.Server.Mcp;

/// <summary>The tools of each tenant that uses <c>/mcp</c>, with its sessions, which all of its keys share and nobody else can name.</summary>
internal sealed class TenantToolsets(CapsuleRuntime runtime, ServerOptions options) : IAsyncDisposable
{
    private const int MaxSessions = 8;
    private const int MaxKeptFileBytes = 8 << 20;

    private readonly ConcurrentDictionary<CancellationToken, Lazy<McpToolset>> all = [];

    /// <summary>Those of a tenant. They end with it, or when it is disabled.</summary>
    internal McpToolset Of(TenantUse tenant)
    {
        var ended = tenant.Ended;
        var toolset = all.GetOrAdd(ended, token =>
        {
            token.UnsafeRegister(_ => _ = EndAsync(token), null);
            return new Lazy<McpToolset>(() => new McpToolset(runtime, ToOptions(), [], project: null));
        }).Value;
        if (ended.IsCancellationRequested)
        {
            _ = EndAsync(ended); // it was added after the end
        }

        return toolset;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(all.Keys.Select(EndAsync));

    private McpOptions ToOptions() => new()
    {
        Policy = options.Policy,
        Caps = options.Caps,
        MaxSessions = MaxSessions,
        MaxKeptFileBytes = MaxKeptFileBytes,
    };

    private async Task EndAsync(CancellationToken tenant)
    {
        if (all.TryRemove(tenant, out var ending))
        {
            await ending.Value.DisposeAsync();
        }
    }
}
