namespace Capsule.Journaling;

/// <summary>Where a task printed to.</summary>
public enum LogChannel
{
    /// <summary>Standard output.</summary>
    Output,

    /// <summary>Standard error.</summary>
    Error,
}
