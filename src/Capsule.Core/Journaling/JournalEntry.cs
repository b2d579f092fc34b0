namespace Capsule.Journaling;

/// <summary>One answer that the host gave to a task: what a replay gives again.</summary>
public sealed record JournalEntry
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The task that asked.</summary>
    public TaskPath Task { get; init; }

    /// <summary>The attempt of the task that asked, from 1: each has positions of its own.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How many answers the attempt got before, so positions are 0, 1, 2 and so on.</summary>
    public required long Position { get; init; }

    /// <summary>What was asked for, in a word, such as <c>clock</c>, <c>http</c> or <c>subtask</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The question, or a hash of it: a replay that asks something else has diverged.</summary>
    public required string Signature { get; init; }

    /// <summary>The answer. What the bytes mean is up to the kind.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When the answer was given.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The signal that this answer delivers, which is consumed in the same breath; null for all others.</summary>
    public long? Signal { get; init; }
}
