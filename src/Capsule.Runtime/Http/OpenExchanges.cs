using System.Collections.Concurrent;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>The requests of one attempt that are under way, by their handles.</summary>
/// <param name="limits">How long each may take.</param>
/// <param name="time">The host's clock.</param>
internal sealed class OpenExchanges(HttpLimits limits, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<int, HttpExchange> exchanges = new();
    private long lastOpened;

    internal int Count => exchanges.Count;

    /// <summary>How long they may take yet; their responses would be lost with the sandbox.</summary>
    internal TimeSpan TimeLeft => exchanges.IsEmpty
        ? TimeSpan.Zero
        : limits.RequestTime - time.GetElapsedTime(Interlocked.Read(ref lastOpened));

    internal void Add(int handle, HttpExchange exchange)
    {
        exchanges[handle] = exchange;
        Interlocked.Exchange(ref lastOpened, time.GetTimestamp());
    }

    /// <summary>The exchange that a request names, or null.</summary>
    internal (int Handle, HttpExchange Exchange)? Find(GuestRequest request) =>
        request.OptionalNumber("handle") is >= 1 and <= int.MaxValue and { } handle && exchanges.TryGetValue((int)handle, out var exchange)
            ? ((int)handle, exchange)
            : null;

    internal void End(int handle, HttpExchange exchange)
    {
        exchanges.TryRemove(handle, out _);
        exchange.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var exchange in exchanges.Values)
        {
            exchange.Dispose();
        }
    }
}
