namespace Capsule;

/// <summary>How far a run, or a task of it, has come. Stored as names in lower case (docs/reference/journal-format.md).</summary>
public enum ExecutionStatus
{
    /// <summary>It is executed, or was when it was last written down.</summary>
    Running,

    /// <summary>It waits for a time or a signal, without a sandbox.</summary>
    Waiting,

    /// <summary>It returned.</summary>
    Succeeded,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Somebody wanted it to end.</summary>
    Cancelled,

    /// <summary>It was being executed by a process that is gone. Found out when asked for, and never stored.</summary>
    Interrupted,
}
