namespace Capsule.Journaling;

/// <summary>Something that a task printed.</summary>
public sealed record LogRecord
{
    /// <summary>Its number in the journal, from 1 and growing, given by the journal; 0 until then.</summary>
    public long Sequence { get; init; }

    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The task that printed.</summary>
    public TaskPath Task { get; init; }

    /// <summary>Where to.</summary>
    public LogChannel Channel { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The bytes, which may begin or end within a line, and within a character.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
