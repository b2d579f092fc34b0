using Capsule.Network;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Http;

/// <summary>Reads what the gate's operations share. It comes from hostile code.</summary>
internal static class GateArguments
{
    internal static TargetUrl Url(GuestRequest request) => TargetUrl.TryParse(request.Text("url"), out var url, out var problem)
        ? url
        : throw new GuestRequestException(problem);

    /// <summary>How long the guest waits, in seconds; without the field, for ever.</summary>
    internal static TimeSpan Timeout(GuestRequest request) => request.OptionalNumber("timeout") switch
    {
        null => System.Threading.Timeout.InfiniteTimeSpan,
        >= 0 and < int.MaxValue / 1000 and double seconds => TimeSpan.FromSeconds(seconds),
        _ => TimeSpan.FromMilliseconds(int.MaxValue),
    };

    /// <summary>The method as the envelope may show it.</summary>
    internal static string ShownMethod(GuestRequest request) =>
        request.Text("method") is var method && HeaderRules.IsToken(method) ? method : "?";
}
