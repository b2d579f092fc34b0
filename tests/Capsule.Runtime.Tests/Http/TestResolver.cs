using System.Net;
using System.Net.Sockets;
using Capsule.Runtime.Http;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Names as a test wants them, with any number of addresses, which may change with each question.</summary>
internal sealed class TestResolver : INameResolver
{
    private readonly Dictionary<string, Queue<string>> names = new()
    {
        ["localhost"] = new(["127.0.0.1"]),
        ["inside.example.org"] = new(["127.0.0.1"]),
        ["inside.test"] = new(["127.0.0.1"]),
        ["rebinding.example.org"] = new(["192.0.2.1", "127.0.0.1"]),
        ["metadata.example.org"] = new(["169.254.169.254"]),
        ["mapped.example.org"] = new(["::ffff:127.0.0.1"]),
        ["mixed.example.org"] = new(["10.255.255.1 169.254.169.254 ::1 127.0.0.1 192.0.2.1"]),
        ["private.example.org"] = new(["10.255.255.1 127.0.0.1 ::1 fd00::1"]),
        ["scoped.example.org"] = new(["fe80::1%1 ::1%1"]),
        ["embedded.example.org"] = new(["64:ff9b::7f00:1 2002:7f00:1::1 ::127.0.0.1"]),
        ["once.test"] = new(["127.0.0.1", "10.255.255.1"]),
        ["empty.example.org"] = new([""]),
    };

    internal List<string> Asked { get; } = [];

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        lock (names)
        {
            Asked.Add(name);
            return names.TryGetValue(name, out var addresses)
                ? Task.FromResult<IReadOnlyList<IPAddress>>([.. (addresses.Count > 1 ? addresses.Dequeue() : addresses.Peek())
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)])
                : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
