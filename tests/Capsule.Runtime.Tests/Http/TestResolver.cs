using System.Net;
using System.Net.Sockets;
using Capsule.Runtime.Http;

namespace Capsule.Runtime.Tests.Http;

/// <summary>Names as a test wants them; the addresses of a name may change with each question.</summary>
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
    };

    internal List<string> Asked { get; } = [];

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation)
    {
        lock (names)
        {
            Asked.Add(name);
            return names.TryGetValue(name, out var addresses)
                ? Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse(addresses.Count > 1 ? addresses.Dequeue() : addresses.Peek())])
                : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
