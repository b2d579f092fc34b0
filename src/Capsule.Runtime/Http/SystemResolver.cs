using System.Net;

namespace Capsule.Runtime.Http;

/// <summary>Asks the system.</summary>
internal sealed class SystemResolver : INameResolver
{
    internal static readonly SystemResolver Instance = new();

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
        await Dns.GetHostAddressesAsync(name, cancellationToken).ConfigureAwait(false);
}
