namespace Capsule;

/// <summary>Represents one HTTP request that the host made for a task, or refused. Credentials are never in it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Url">The address, without user information, and with the values of secret parameters replaced.</param>
public sealed record HostRequest(string Method, string Url)
{
    /// <summary>Gets the response's status; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the time from the request to the end of the response, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>Gets the bytes of the response's body.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the bytes of the request's body, as far as the task sent it.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Gets the request's headers; values that may be credentials read <c>REDACTED</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets why it was refused or failed; null when it was not.</summary>
    public string? Error { get; init; }
}
