using Capsule.Runtime;

namespace Capsule.Cli.Display;

/// <summary>
/// Keeps the beginning of a line until the rest of it is there: tasks print at the same time, and nobody wants to read a line
/// that is made of two. Not thread-safe.
/// </summary>
internal sealed class OpenLines
{
    /// <summary>Threat: a task that prints without ever ending a line.</summary>
    private const int Longest = 64 << 10;

    private readonly Dictionary<(TaskPath, OutputChannel), byte[]> open = [];

    /// <summary>The lines that are complete with some more output.</summary>
    internal ReadOnlySpan<byte> Complete(TaskPath task, OutputChannel channel, ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. Rest(task, channel), .. bytes];
        var end = all.Length > Longest ? all.Length : all.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (end < all.Length)
        {
            open[(task, channel)] = all[end..];
        }

        return all.AsSpan(0, end);
    }

    /// <summary>What is left of a task that prints no more.</summary>
    internal ReadOnlySpan<byte> Rest(TaskPath task, OutputChannel channel) =>
        open.Remove((task, channel), out var rest) ? rest : default;
}
