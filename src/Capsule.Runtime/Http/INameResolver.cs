using System.Net;

namespace Capsule.Runtime.Http;

/// <summary>Finds the addresses of names.</summary>
internal interface INameResolver
{
    /// <summary>The addresses of a name, the best first.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name has none.</exception>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken);
}
