using Capsule.Policies;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary>Reads the times of requests.</summary>
internal static class EventTimes
{
    /// <summary>A number of seconds.</summary>
    /// <exception cref="GuestRequestException">It is none, negative, or longer than ten years.</exception>
    internal static TimeSpan Read(GuestRequest request, string field) => request.OptionalNumber(field) switch
    {
        >= 0 and double seconds when seconds <= Duration.Longest.TotalSeconds => TimeSpan.FromSeconds(seconds),
        _ => throw new GuestRequestException($"the time to wait is not valid; use {Duration.Forms}"),
    };
}
