using System.Security.Cryptography.X509Certificates;
using Capsule.Runtime.Execution;
using Capsule.Runtime.Http;

namespace Capsule.Runtime;

/// <summary>Says how a runtime uses the network for its tasks.</summary>
public sealed record NetworkOptions
{
    /// <summary>The default options.</summary>
    public static readonly NetworkOptions Default = new();

    /// <summary>Gets the bounds of each attempt of a task.</summary>
    public HttpLimits Limits { get; init; } = HttpLimits.Default;

    /// <summary>Gets the certificate authorities that are trusted besides the system's. The default is none.</summary>
    public IReadOnlyList<X509Certificate2> TrustedRoots { get; init; } = [];

    /// <summary>Who reads why a request was denied.</summary>
    internal DenialReader Reader { get; init; }

    /// <summary>Finds the addresses of names.</summary>
    internal INameResolver Resolver { get; init; } = SystemResolver.Instance;
}
