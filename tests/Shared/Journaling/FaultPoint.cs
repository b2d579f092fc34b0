using System.Diagnostics;
using System.Globalization;
using Capsule.Journaling;

namespace Capsule.Tests.Journaling;

/// <summary>
/// A place in a run at which its process dies, as if by kill -9: before or after the nth write of the process. A run that has
/// n writes can be killed at 2n places, and has to end the same after each.
/// </summary>
/// <param name="Write">Which write, from 1.</param>
/// <param name="IsAfter">Whether the write completes first.</param>
internal sealed record FaultPoint(long Write, bool IsAfter)
{
    /// <summary>Reads <c>before:12</c> or <c>after:12</c>. Null for anything else.</summary>
    public static FaultPoint? Parse(string text)
    {
        var parts = text.Split(':');
        var isRead = parts is ["before" or "after", _]
            & long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var write);
        return isRead && write > 0 ? new FaultPoint(write, parts[0] == "after") : null;
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsAfter ? "after" : "before")}:{Write}");

    /// <summary>Ends this process at once, without any of its clean-up.</summary>
    /// <param name="number">The number of the write.</param>
    /// <param name="write">The write.</param>
    /// <param name="isAfter">Whether it was made.</param>
    internal void Pass(long number, JournalWrite write, bool isAfter)
    {
        if (number == Write && isAfter == IsAfter)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            throw new UnreachableException($"killed {this}, at {write.GetType().Name}");
        }
    }
}
