using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>Clocks, and the calendar: a guest lives in UTC, whatever the host's time zone.</summary>
internal static class ClockCalls
{
    private const int RealTime = 0;
    private const int Monotonic = 1;
    private const int ProcessTime = 2;
    private const int ThreadTime = 3;
    private const double NanosecondsPerMillisecond = 1e6;

    internal static IReadOnlyList<SystemCall> All =>
    [
        SystemCall.Wasi("clock_time_get", "ili", GetTime),
        SystemCall.Wasi("clock_res_get", "ii", GetResolution),
        new("env", "emscripten_date_now", ":d", call => call.Return(ClockOf(call).RealTime / NanosecondsPerMillisecond)),
        new("env", "emscripten_get_now", ":d", call => call.Return(ClockOf(call).Monotonic / NanosecondsPerMillisecond)),
        new("env", "_tzset_js", "iiii:", call => CalendarLayout.WriteZone(new Arguments(call))),
        new("env", "_localtime_js", "li:", call => CalendarLayout.Write(new Arguments(call), 1, call.I64(0))),
        new("env", "_gmtime_js", "li:", call => CalendarLayout.Write(new Arguments(call), 1, call.I64(0))),
        new("env", "_mktime_js", "i:l", call => call.Return(CalendarLayout.Normalize(new Arguments(call)))),
        new("env", "_timegm_js", "i:l", call => call.Return(CalendarLayout.Normalize(new Arguments(call)))),
    ];

    private static IGuestClock ClockOf(HostCall call)
    {
        var process = call.State<EmscriptenProcess>();
        process.ReadClock = true;
        return process.Clock;
    }

    private static Errno GetTime(Arguments arguments)
    {
        long? time = arguments[0] switch
        {
            RealTime => ClockOf(arguments.Call).RealTime,
            Monotonic => ClockOf(arguments.Call).Monotonic,
            ProcessTime or ThreadTime => CpuTime(arguments),
            _ => null,
        };
        if (time is null)
        {
            return Errno.Invalid;
        }

        arguments.Memory.Write(arguments.Address(2), time.Value);
        return Errno.Success;
    }

    /// <summary>
    /// CPU time by the meter's count: the host's own would tell a guest about its neighbours, and would differ when a
    /// run is replayed. A slice of 2 M ticks takes about 0.3 ms.
    /// </summary>
    private static long CpuTime(Arguments arguments) => arguments.Call.Sandbox.TicksUsed * 3 / 20;

    private static Errno GetResolution(Arguments arguments)
    {
        if (arguments[0] is < RealTime or > ThreadTime)
        {
            return Errno.Invalid;
        }

        arguments.Memory.Write(arguments.Address(1), 1000L);
        return Errno.Success;
    }
}
