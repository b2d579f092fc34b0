namespace Capsule.Runtime.Tests.Hostile;

/// <summary>One thing that a hostile task tries, and how it must end.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Ends">
/// The ways it may end, with a bar between: <c>= true</c> is a success with that JSON, <c>success</c> any success, anything
/// else is an error type, or the exception of a task_error.
/// </param>
/// <param name="Body">The task's body in Python.</param>
public sealed record HostileCase(string Name, string Ends, string Body)
{
    /// <summary>Lines in front of the task.</summary>
    public string Before { get; init; } = "";

    /// <summary>The task's options beside its compute, memory and time.</summary>
    public string More { get; init; } = "";

    /// <summary>Its memory, in bytes.</summary>
    public long Ram { get; init; } = 128_000_000;

    /// <summary>Its compute.</summary>
    public long Compute { get; init; } = 4_000_000_000;

    /// <summary>Its timeout: that of a case which waits is short, that of any other only keeps the suite from hanging.</summary>
    public string Timeout { get; init; } = Patience.Text;

    /// <summary>Something that the error's message must say.</summary>
    public string Says { get; init; } = "";

    /// <summary>The options as Python writes them.</summary>
    public string Options => $"compute={Compute}, ram={Ram}, timeout='{Timeout}'{(More.Length > 0 ? ", " + More : "")}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
