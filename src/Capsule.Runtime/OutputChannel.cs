namespace Capsule.Runtime;

/// <summary>Where a task printed to.</summary>
public enum OutputChannel
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
