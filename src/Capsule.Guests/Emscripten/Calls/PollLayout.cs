using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten.Calls;

/// <summary><c>struct pollfd</c>, 8 bytes: descriptor 0 (i32), wanted events 4 (i16), found events 6 (i16).</summary>
internal static class PollLayout
{
    private const int CanRead = 1;
    private const int CanWrite = 4;
    private const int HungUp = 16;
    private const int Bad = 32;

    /// <summary>What one descriptor costs, in ticks.</summary>
    private const long DescriptorCost = 200;

    /// <summary>Answers how many descriptors are ready; where none is, time passes in the host.</summary>
    internal static int Poll(Arguments arguments)
    {
        var count = (uint)arguments[1];
        if (count > DescriptorTable.Limit)
        {
            return -(int)Errno.Invalid;
        }

        if (!arguments.Call.Charge(count * DescriptorCost))
        {
            return -(int)Errno.Interrupted;
        }

        var ready = 0;
        for (var i = 0u; i < count; i++)
        {
            ready += PollOne(arguments, arguments.Address(0) + (8 * i)) ? 1 : 0;
        }

        var timeout = arguments[2];
        if (ready == 0 && timeout != 0)
        {
            HostWait.Sleep(arguments.Call, timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(timeout));
        }

        return ready;
    }

    private static bool PollOne(Arguments arguments, uint at)
    {
        var memory = arguments.Memory;
        var descriptor = memory.ReadInt32(at);
        var found = 0;
        if (descriptor >= 0)
        {
            var wanted = memory.ReadInt32(at + 4) & 0xffff;
            found = EventsOf(arguments.Process.Descriptors[descriptor]) & (wanted | HungUp | Bad);
        }

        memory.Write(at + 6, (short)found);
        return found != 0;
    }

    private static int EventsOf(OpenFile? file)
    {
        if (file is null)
        {
            return Bad;
        }

        var (readable, writable) = file.Poll();
        return (readable ? CanRead : 0) | (writable ? CanWrite : 0);
    }
}
