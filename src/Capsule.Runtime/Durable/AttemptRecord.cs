using Capsule.Journaling;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary>What the record of one attempt is made with.</summary>
internal sealed class AttemptRecord
{
    internal required RunJournal Journal { get; init; }

    internal required TaskReference Task { get; init; }

    /// <summary>The attempt, from 0.</summary>
    internal required int Attempt { get; init; }

    internal required DurableClock Clock { get; init; }

    /// <summary>Whether the process ends its work on the run.</summary>
    internal required Func<bool> IsShuttingDown { get; init; }

    /// <summary>Where to stop instead of doing something new, or null to go on.</summary>
    internal int? StopAt { get; init; }

    /// <summary>Receives each answer that comes from the journal.</summary>
    internal Action<JournalEntry>? Replayed { get; init; }

    internal JournalEntry NewEntry(int position, string kind, string signature, HandledRequest answer) => new()
    {
        Run = Journal.Id,
        Task = Task.Path,
        Attempt = Attempt + 1,
        Position = position,
        Kind = kind,
        Signature = signature,
        Payload = answer.Bytes,
        Signal = answer.Signal,
        Time = Clock.Stamp(),
    };
}
