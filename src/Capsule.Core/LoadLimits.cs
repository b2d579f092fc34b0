namespace Capsule;

/// <summary>
/// Bounds what the modules of a program may use while they are loaded, before any task runs. Loading is without grants, and its result is
/// kept, so most programs pay this once.
/// </summary>
public sealed record LoadLimits
{
    /// <summary>The defaults: enough for the large libraries of Python.</summary>
    public static readonly LoadLimits Default = new();

    /// <summary>Gets the compute. The default is 100 G units.</summary>
    public Compute Compute { get; init; } = new(100_000_000_000);

    /// <summary>Gets the memory. The default is 1 GiB.</summary>
    public ByteSize Ram { get; init; } = new(1L << 30);

    /// <summary>
    /// Gets the time that the program itself spends, 2 minutes by default: CPU time, and waits that it asks for. On a busy machine this takes longer by the
    /// clock: ten times as long, at most.
    /// </summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);
}
