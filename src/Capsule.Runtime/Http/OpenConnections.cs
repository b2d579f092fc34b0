using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;

namespace Capsule.Runtime.Http;

/// <summary>
/// Connections that were made when the guest connected, and that its first request takes: so it learns there, as from any
/// socket, that a server cannot be reached.
/// </summary>
internal sealed class OpenConnections : IDisposable
{
    private readonly ConcurrentDictionary<string, Stream> waiting = new(StringComparer.Ordinal);
    private bool isDisposed;

    /// <summary>Keeps a connection until somebody takes it.</summary>
    internal void Add(string key, Stream connection)
    {
        if (isDisposed || !waiting.TryAdd(key, connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Takes a connection that still lives, or null.</summary>
    internal Stream? Take(string key)
    {
        if (!waiting.TryRemove(key, out var connection))
        {
            return null;
        }

        if (IsAlive(connection))
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    public void Dispose()
    {
        isDisposed = true;
        foreach (var key in waiting.Keys)
        {
            Take(key)?.Dispose();
        }
    }

    /// <summary>A server that waited too long has closed: then there is an end to read.</summary>
    private static bool IsAlive(Stream connection) =>
        connection is SslStream || connection is not NetworkStream { Socket: { } socket } || !socket.Poll(0, SelectMode.SelectRead);
}
