using Capsule.Network;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>What one exchange needs of the attempt that it belongs to.</summary>
internal sealed record ExchangeContext(
    TargetUrl Url, RequestRecord Record, Traffic Traffic, TaskSecrets Secrets, HttpLimits Limits, HttpClients Clients, CancellationToken Ending)
{
    /// <summary>Gives back the memory that is charged for it; more than once does no harm.</summary>
    internal required Action Release { get; init; }
}
