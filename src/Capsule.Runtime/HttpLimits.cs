namespace Capsule.Runtime;

/// <summary>The most that one attempt at a task may do with the network.</summary>
public sealed record HttpLimits
{
    /// <summary>The defaults.</summary>
    public static readonly HttpLimits Default = new();

    /// <summary>Bytes of one response's body.</summary>
    public long ResponseBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of all bodies, up and down.</summary>
    public long TotalBytes { get; init; } = 4L << 30;

    /// <summary>Bytes of the headers of one request.</summary>
    public int RequestHeaderBytes { get; init; } = 64 << 10;

    /// <summary>KiB of the headers of one response.</summary>
    public int ResponseHeaderKibibytes { get; init; } = 64;

    /// <summary>How many requests, refused ones included.</summary>
    public int Requests { get; init; } = 10_000;

    /// <summary>How many requests at the same time.</summary>
    public int Concurrent { get; init; } = 256;

    /// <summary>Time to reach a server, TLS included.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one request, from its start to the end of its response.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many requests the envelope lists; others are only counted.</summary>
    public int ListedRequests { get; init; } = 1000;

    /// <summary>Bytes of a body that a secret may be put into: it is held in memory.</summary>
    public int SecretBodyBytes { get; init; } = 16 << 20;
}
