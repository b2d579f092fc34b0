using Capsule.Wasm.Memory;

namespace Capsule.Wasm.Metering;

/// <summary>The processor time of the thread that asks.</summary>
internal static unsafe class ThreadClock
{
    /// <summary>How long this thread has computed, in the guest and in the host.</summary>
    internal static TimeSpan ProcessorTime
    {
        get
        {
            var time = stackalloc long[2];
            return Libc.clock_gettime(Libc.ClockThreadCpuTime, time) == 0
                ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / 100)
                : TimeSpan.Zero;
        }
    }
}
