using Capsule.Errors;
namespace Capsule;

/// <summary>A failure, for code that handles failures as exceptions.</summary>
public sealed class CapsuleException : Exception
{
    /// <summary>Throws a failure.</summary>
    public CapsuleException(Failure failure)
        : base($"{failure.Type.ToName()}: {failure.Message}") => Failure = failure;

    /// <summary>What failed.</summary>
    public Failure Failure { get; }
}
