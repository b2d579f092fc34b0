using System.Security.Cryptography.X509Certificates;
using Capsule.Runtime.Http;

namespace Capsule.Runtime;

/// <summary>How a runtime uses the network for its tasks.</summary>
public sealed record NetworkOptions
{
    /// <summary>The defaults.</summary>
    public static readonly NetworkOptions Default = new();

    /// <summary>Bounds for each attempt at a task.</summary>
    public HttpLimits Limits { get; init; } = HttpLimits.Default;

    /// <summary>Certificate authorities that are trusted besides the system's.</summary>
    public IReadOnlyList<X509Certificate2> TrustedRoots { get; init; } = [];

    /// <summary>Finds the addresses of names.</summary>
    internal INameResolver Resolver { get; init; } = SystemResolver.Instance;
}
