using Capsule.Runtime;

namespace Capsule.Extensions.Hosting;

/// <summary>Gives the runtime of a host. It belongs to the host, which stops it: callers do not dispose of it.</summary>
public interface ICapsuleRuntimeProvider
{
    /// <summary>The runtime; waits until it is made, and blocks no thread meanwhile. After a failure the next call tries again.</summary>
    /// <param name="cancellationToken">Ends the wait of this caller, and nobody else's.</param>
    /// <exception cref="CapsuleException">It cannot be made; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    Task<CapsuleRuntime> GetAsync(CancellationToken cancellationToken = default);
}
