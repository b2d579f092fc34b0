using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>The gate does not do what a task wants, or cannot: carries the answer through the layers of the HTTP client.</summary>
internal sealed class GateException(HostErrorKind kind, string message, int errno = 0) : Exception(message)
{
    internal HostAnswer Answer { get; } = HostAnswer.Fail(kind, message, errno);

    internal HostErrorKind Kind => kind;
}
