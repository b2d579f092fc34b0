using System.Text;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary>
/// <c>struct tm</c>: sec 0, min 4, hour 8, mday 12, mon 16, year since 1900 20, wday 24, yday 28, isdst 32, gmtoff 36.
/// </summary>
internal static class CalendarLayout
{
    internal static void Write(Arguments arguments, int pointer, long time)
    {
        // A year must fit an i32; beyond, C's own gmtime_r answers EOVERFLOW before it comes here.
        var moment = CalendarTime.At(Math.Clamp(time, -60_000_000_000_000_000, 60_000_000_000_000_000));
        var (memory, at) = (arguments.Memory, arguments.Address(pointer));
        memory.Write(at, moment.Second);
        memory.Write(at + 4, moment.Minute);
        memory.Write(at + 8, moment.Hour);
        memory.Write(at + 12, moment.Day);
        memory.Write(at + 16, moment.Month);
        memory.Write(at + 20, (int)(moment.Year - 1900));
        memory.Write(at + 24, moment.DayOfWeek);
        memory.Write(at + 28, moment.DayOfYear);
        memory.Write(at + 32, 0);
        memory.Write(at + 36, 0);
    }

    /// <summary>Brings fields that are out of range in order, as mktime does, and gives the time.</summary>
    internal static long Normalize(Arguments arguments)
    {
        var (memory, at) = (arguments.Memory, arguments.Address(0));
        var time = CalendarTime.Seconds(
            memory.ReadInt32(at + 20) + 1900L,
            memory.ReadInt32(at + 16),
            memory.ReadInt32(at + 12),
            memory.ReadInt32(at + 8),
            memory.ReadInt32(at + 4),
            memory.ReadInt32(at));
        Write(arguments, 0, time);
        return time;
    }

    /// <summary>Offset and names of the zone: UTC.</summary>
    internal static void WriteZone(Arguments arguments)
    {
        arguments.Memory.Write(arguments.Address(0), 0);
        arguments.Memory.Write(arguments.Address(1), 0);
        foreach (var name in (ReadOnlySpan<int>)[2, 3])
        {
            Encoding.ASCII.GetBytes("UTC\0", arguments.Memory.Bytes(arguments.Address(name), 4));
        }
    }
}
