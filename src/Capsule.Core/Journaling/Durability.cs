namespace Capsule.Journaling;

/// <summary>What it means that a write has completed.</summary>
public enum Durability
{
    /// <summary>
    /// It is queued, in order, and written soon. A crash of the process loses the last few milliseconds, a power failure the last
    /// seconds. A failure is reported by a later write of the run, or by a flush.
    /// </summary>
    Batched,

    /// <summary>It is on the disk, together with all writes before it. Writes that wait at the same time share one fsync.</summary>
    Durable,
}
