namespace Capsule.Runtime.Durable;

/// <summary>A replayed task asked for something else than it did when the journal was written.</summary>
/// <param name="Position">The position in the journal.</param>
/// <param name="Recorded">What was asked then.</param>
/// <param name="Asked">What is asked now.</param>
internal sealed record Divergence(long Position, string Recorded, string Asked)
{
    public override string ToString() =>
        $"the replay diverged from the journal at position {Position}: the task did '{Recorded}' then, and does '{Asked}' now; "
        + "its program, or something that it depends on outside the sandbox, has changed";
}
