namespace Capsule.Runtime.Execution;

/// <summary>Where a task printed to.</summary>
public enum OutputChannel
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
