using System.Collections.Concurrent;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>The requests of one attempt that are under way, by their handles.</summary>
/// <param name="limits">How long each may take.</param>
/// <param name="time">The host's clock.</param>
/// <param name="isResumed">Whether the attempt may know handles of another process, or of a sandbox that was dropped.</param>
internal sealed class OpenExchanges(HttpLimits limits, TimeProvider time, bool isResumed) : IDisposable
{
    private readonly ConcurrentDictionary<int, HttpExchange> exchanges = new();
    private long lastOpened;

    internal int Count => exchanges.Count;

    /// <summary>How long they may take yet; their responses would be lost with the sandbox.</summary>
    internal TimeSpan TimeLeft => exchanges.IsEmpty
        ? TimeSpan.Zero
        : limits.RequestTime - time.GetElapsedTime(Interlocked.Read(ref lastOpened));

    /// <summary>The answer for a handle that is not here. A request that a resumed task had opened is one whose connection broke.</summary>
    internal HostAnswer Unknown => isResumed
        ? HostAnswer.Fail(
            HostErrorKind.Connection, "the connection is gone: the run was interrupted while it was in use", GateErrors.ConnectionReset)
        : HostAnswer.Fail(HostErrorKind.BadRequest, "there is no such request: it ended, or was never opened");

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
