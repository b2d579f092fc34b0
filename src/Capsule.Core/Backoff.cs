namespace Capsule;

/// <summary>How the pauses between retries grow.</summary>
public enum Backoff
{
    /// <summary>They do not.</summary>
    Constant,

    /// <summary>By the first pause each time.</summary>
    Linear,

    /// <summary>Each is twice the one before.</summary>
    Exponential,
}
