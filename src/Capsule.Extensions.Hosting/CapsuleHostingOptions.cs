namespace Capsule.Extensions.Hosting;

/// <summary>What an operator says about the runtime of a host, in configuration or in code; checked when the host starts.</summary>
public sealed class CapsuleHostingOptions
{
    /// <summary>The directory of prepared files, an absolute path; null for the user's.</summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// The directory of the key that prepared files and saved sessions are authenticated with, an absolute path that is not in the cache;
    /// null for the user's.
    /// </summary>
    public string? KeyDirectory { get; set; }

    /// <summary>The directory of idle and suspended sessions, an absolute path; null for the user's.</summary>
    public string? StateDirectory { get; set; }

    /// <summary>The directory of the Python guest, an absolute path; null for the one beside the program.</summary>
    public string? GuestDirectory { get; set; }

    /// <summary>When the runtime is made.</summary>
    public CapsuleWarmUp WarmUp { get; set; } = CapsuleWarmUp.InBackground;

    /// <summary>The most compute of a task: <c>LOW</c>, <c>MEDIUM</c>, <c>HIGH</c> or a number of units; null for no cap.</summary>
    public string? MaxCompute { get; set; }

    /// <summary>The most memory of a task, such as <c>256MB</c>; null for no cap.</summary>
    public string? MaxRam { get; set; }

    /// <summary>The longest time of an attempt at a task, such as <c>30s</c>; null for no cap.</summary>
    public string? MaxTimeout { get; set; }

    /// <summary>The most that an attempt at a task may print, such as <c>1MiB</c>; null for no cap.</summary>
    public string? MaxOutput { get; set; }

    /// <summary>The most retries of a task; null for no cap.</summary>
    public int? MaxRetries { get; set; }
}
