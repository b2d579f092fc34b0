
namespace Capsule;

/// <summary>The answer to a call of a task whose result has a type (docs/reference/envelope.md).</summary>
/// <typeparam name="T">The result's type.</typeparam>
public sealed record Envelope<T>
{
    /// <summary>Whether the task returned a <typeparamref name="T"/>.</summary>
    public bool Success => Error is null;

    /// <summary>What it returned; the default when it failed.</summary>
    public T? Result { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public Failure? Error { get; init; }

    /// <summary>What running it took.</summary>
    public required ExecutionInfo Execution { get; init; }

    /// <summary>The run in the journal, or null when it was not journaled.</summary>
    public string? RunId { get; init; }

    /// <summary>The result, for code that handles failures as exceptions.</summary>
    /// <exception cref="CapsuleException">The task failed.</exception>
    public T GetResult() => Error is null ? Result! : throw new CapsuleException(Error);
}
