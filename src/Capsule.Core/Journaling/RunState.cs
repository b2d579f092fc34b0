namespace Capsule.Journaling;

/// <summary>How far a run has come, and what it waits for or ended with.</summary>
public sealed record RunState
{
    /// <summary>Executing.</summary>
    public static RunState Running { get; } = new() { Status = ExecutionStatus.Running };

    /// <summary>How far it has come.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>When a waiting run wants to go on at the latest, or null.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The signal that a waiting run waits for, or null.</summary>
    public string? AwaitedSignal { get; init; }

    /// <summary>The envelope of an ended run, as JSON, or null.</summary>
    public string? Envelope { get; init; }

    /// <summary>Waiting for a time, a signal, or for whichever comes first.</summary>
    public static RunState Waiting(DateTimeOffset? wakeAt, string? signal) =>
        new() { Status = ExecutionStatus.Waiting, WakeAt = wakeAt, AwaitedSignal = signal };

    /// <summary>Ended.</summary>
    public static RunState Ended(ExecutionStatus status, string envelope) => status.IsEnd()
        ? new() { Status = status, Envelope = envelope }
        : throw new ArgumentOutOfRangeException(nameof(status), status, "not the status of an ended run");
}
