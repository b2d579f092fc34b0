namespace Capsule.Journaling;

/// <summary>One task of a run: for a trace, and so that a finished subtask is not run again.</summary>
public sealed record TaskRecord
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Which task of the run.</summary>
    public required TaskPath Path { get; init; }

    /// <summary>The task's name.</summary>
    public required string Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>How many attempts were begun, from 1.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>When the first attempt began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last attempt ended, or null.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Units of compute that the last attempt used.</summary>
    public long Fuel { get; init; }

    /// <summary>Bytes of memory that the last attempt held.</summary>
    public long Ram { get; init; }

    /// <summary>The envelope of an ended task, as JSON, or null.</summary>
    public string? Envelope { get; init; }
}
