using Capsule.Journaling;

namespace Capsule.Runtime.Durable;

/// <summary>How a finished run is executed again from its journal, without doing anything new.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Stop at this position of the entry task, or null for its end.</summary>
    public int? Until { get; init; }

    /// <summary>Receives each answer that comes from the journal.</summary>
    public Action<JournalEntry>? Replayed { get; init; }

    /// <summary>Where a task stops.</summary>
    internal int StopAt(TaskPath task, int recorded) =>
        task.IsRoot && Until is { } until ? Math.Min(until, recorded) : recorded;
}
