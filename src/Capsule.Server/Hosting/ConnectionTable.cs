using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Capsule.Server.Hosting;

/// <summary>The connections that are open. Where there are as many as there may be, an idle one is closed for each new one.</summary>
/// <remarks>
/// Threat: a client that opens all the connections that there may be and sends nothing locks everybody else out for as long as idle
/// connections are kept. So the one that goes is of the network that has the most: whoever opens many closes their own.
/// </remarks>
internal sealed class ConnectionTable(ServerOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, Network> networks = [];
    private int open;

    /// <summary>Serves a connection, or closes it where all that are open have requests under way.</summary>
    internal async Task ServeAsync(ConnectionContext connection, ConnectionDelegate serve)
    {
        if (TryAdd(connection) is not { } entry)
        {
            connection.Abort();
            return;
        }

        connection.Features.Set(entry);
        try
        {
            await serve(connection);
        }
        finally
        {
            Remove(entry);
        }
    }

    /// <summary>Handles a request, during which its connection is not idle.</summary>
    internal async Task HandleAsync(HttpContext context, RequestDelegate handle)
    {
        var entry = context.Features.GetRequiredFeature<Entry>();
        Change(entry, +1);
        try
        {
            await handle(context);
        }
        finally
        {
            Change(entry, -1);
        }
    }

    private Entry? TryAdd(ConnectionContext connection)
    {
        var address = NetworkOf((connection.RemoteEndPoint as IPEndPoint)?.Address);
        Entry? evicted = null;
        Entry added;
        lock (gate)
        {
            if (open >= options.MaxConnections)
            {
                evicted = networks.Values.Where(network => network.Idle.Count > 0).MaxBy(network => network.Open)?.Idle.First!.Value;
                if (evicted is null)
                {
                    return null;
                }

                RemoveLocked(evicted);
            }

            if (!networks.TryGetValue(address, out var network))
            {
                networks.Add(address, network = new Network(address));
            }

            open++;
            network.Open++;
            added = new Entry(connection, network);
            network.Idle.AddLast(added.Place);
        }

        evicted?.Connection.Abort(new ConnectionAbortedException("the connection was idle, and a new one needed its place"));
        return added;
    }

    private void Change(Entry entry, int requests)
    {
        lock (gate)
        {
            var wasIdle = entry.Requests == 0;
            entry.Requests += requests;
            if (entry.IsRemoved)
            {
                return;
            }

            if (wasIdle)
            {
                entry.Network.Idle.Remove(entry.Place);
            }
            else if (entry.Requests == 0)
            {
                entry.Network.Idle.AddLast(entry.Place);
            }
        }
    }

    private void Remove(Entry entry)
    {
        lock (gate)
        {
            RemoveLocked(entry);
        }
    }

    private void RemoveLocked(Entry entry)
    {
        if (entry.IsRemoved)
        {
            return;
        }

        entry.IsRemoved = true;
        open--;
        if (entry.Requests == 0)
        {
            entry.Network.Idle.Remove(entry.Place);
        }

        if (--entry.Network.Open == 0)
        {
            networks.Remove(entry.Network.Address);
        }
    }

    /// <summary>An address of IPv4, or the 64 bits of one of IPv6 that a client cannot choose from.</summary>
    private static UInt128 NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        var mapped = address.MapToIPv6();
        mapped.TryWriteBytes(bytes, out _);
        var whole = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return mapped.IsIPv4MappedToIPv6 ? whole : whole >> 64;
    }

    /// <summary>The connections of one address or network.</summary>
    private sealed class Network(UInt128 address)
    {
        internal UInt128 Address => address;

        internal int Open { get; set; }

        /// <summary>Those without a request under way, that which is idle longest first.</summary>
        internal LinkedList<Entry> Idle { get; } = [];
    }

    /// <summary>A connection.</summary>
    private sealed class Entry
    {
        internal Entry(ConnectionContext connection, Network network) => (Connection, Network, Place) = (connection, network, new LinkedListNode<Entry>(this));

        internal ConnectionContext Connection { get; }

        internal Network Network { get; }

        internal LinkedListNode<Entry> Place { get; }

        /// <summary>How many requests are under way: several with HTTP/2.</summary>
        internal int Requests { get; set; }

        internal bool IsRemoved { get; set; }
    }
}
