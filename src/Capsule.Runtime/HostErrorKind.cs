namespace Capsule.Runtime;

/// <summary>Why the host did not do what a guest asked for; the guest's side turns each into a Python exception.</summary>
public enum HostErrorKind
{
    /// <summary>No grant allows it: <c>PermissionError</c>.</summary>
    PermissionDenied,

    /// <summary>The request makes no sense: <c>ValueError</c>.</summary>
    BadRequest,

    /// <summary>A bound of the run or task was reached: <c>capsule.LimitExceeded</c>, an <c>OSError</c>.</summary>
    LimitExceeded,

    /// <summary>It took too long: <c>TimeoutError</c>.</summary>
    Timeout,

    /// <summary>The other side of a connection failed: <c>ConnectionError</c>.</summary>
    Connection,

    /// <summary>A name does not resolve: <c>socket.gaierror</c>.</summary>
    NameResolution,

    /// <summary>A TLS handshake failed: <c>ssl.SSLError</c>.</summary>
    Tls,

    /// <summary>It was cancelled: <c>asyncio.CancelledError</c>.</summary>
    Cancelled,

    /// <summary>A system call of the host failed, with an errno: <c>OSError</c>.</summary>
    System,

    /// <summary>A function of the host program failed: <c>capsule.ToolError</c>.</summary>
    Tool,

    /// <summary>What the host was asked to run failed by itself: <c>capsule.HostError</c>.</summary>
    Failed,

    /// <summary>The host would need more memory for it than is left of the task's: <c>MemoryError</c>.</summary>
    MemoryExceeded,
}
