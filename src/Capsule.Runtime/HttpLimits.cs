namespace Capsule.Runtime;

/// <summary>Bounds what one attempt of a task may do with the network.</summary>
public sealed record HttpLimits
{
    /// <summary>The default limits.</summary>
    public static readonly HttpLimits Default = new();

    /// <summary>Gets the most bytes of one response's body. The default is 1 GiB.</summary>
    public long ResponseBytes { get; init; } = 1L << 30;

    /// <summary>Gets the most bytes of all bodies, up and down. The default is 4 GiB.</summary>
    public long TotalBytes { get; init; } = 4L << 30;

    /// <summary>Gets the most bytes of the headers of one request. The default is 64 KiB.</summary>
    public int RequestHeaderBytes { get; init; } = 64 << 10;

    /// <summary>Gets the most KiB of the headers of one response. The default is 64.</summary>
    public int ResponseHeaderKibibytes { get; init; } = 64;

    /// <summary>Gets the most requests, refused ones included. The default is 10 000.</summary>
    public int Requests { get; init; } = 10_000;

    /// <summary>Gets the most requests at the same time. The default is 256.</summary>
    public int Concurrent { get; init; } = 256;

    /// <summary>Gets the time to reach a server, TLS included. The default is 30 seconds.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time for one request, from its start to the end of its response. The default is 10 minutes.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how many requests the envelope lists; others are only counted. The default is 1000.</summary>
    public int ListedRequests { get; init; } = 1000;

    /// <summary>Gets the most bytes of a body that a secret may be put into, which is held in memory. The default is 16 MiB.</summary>
    public int SecretBodyBytes { get; init; } = 16 << 20;
}
