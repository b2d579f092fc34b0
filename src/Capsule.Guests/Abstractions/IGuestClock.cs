using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>The time as a guest sees it.</summary>
internal interface IGuestClock
{
    /// <summary>Nanoseconds since 1970, UTC.</summary>
    long RealTime { get; }

    /// <summary>Nanoseconds since some fixed moment; never goes back.</summary>
    long Monotonic { get; }

    /// <summary>Lets the guest sleep.</summary>
    void Sleep(HostCall call, TimeSpan duration) => HostWait.Sleep(call, duration);
}
