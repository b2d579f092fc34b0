using Capsule.Guests.FileSystem;

namespace Capsule.Guests.Emscripten;

/// <summary>
/// Moves bytes between the guest's memory and something else part by part. Each part is charged, and between two the sandbox may
/// be stopped. Threat: one call that moves gigabytes runs for seconds past its deadline.
/// </summary>
internal static class Bulk
{
    /// <summary>How much is moved at once: about a millisecond, where it goes to a file of the host.</summary>
    private const int PartSize = 2 << 20;

    /// <summary>Bytes that are moved for a tick.</summary>
    private const int BytesPerTick = 16;

    /// <summary>Moves bytes; fewer, where a part was not moved whole or the sandbox has to stop.</summary>
    internal static Result<int> Move(
        Arguments arguments, Span<byte> bytes, long position, Func<Span<byte>, long, Result<int>> move)
    {
        for (var done = 0; ;)
        {
            var part = bytes[done..Math.Min(bytes.Length, done + PartSize)];
            var moved = move(part, position + done);
            if (!moved.Ok)
            {
                return done > 0 ? done : moved;
            }

            done += moved.Value;
            if (!arguments.Call.Charge(moved.Value / BytesPerTick) || moved.Value < part.Length || done == bytes.Length)
            {
                return done;
            }
        }
    }

    /// <summary>Fills bytes with zeros; false where the sandbox has to stop.</summary>
    internal static bool Clear(Arguments arguments, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, PartSize)];
            part.Clear();
            bytes = bytes[part.Length..];
            if (!arguments.Call.Charge(part.Length / BytesPerTick))
            {
                return false;
            }
        }

        return true;
    }
}
