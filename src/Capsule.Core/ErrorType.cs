namespace Capsule;

/// <summary>What kind of failure ended a task. The names in an envelope are these in snake_case (docs/reference/envelope.md).</summary>
public enum ErrorType
{
    /// <summary>The task's own code raised an exception.</summary>
    TaskError,

    /// <summary>Its time was over.</summary>
    Timeout,

    /// <summary>It used up its compute.</summary>
    FuelExhausted,

    /// <summary>It needed more memory than it may have.</summary>
    MemoryExceeded,

    /// <summary>It recursed too deeply for the native stack.</summary>
    StackOverflow,

    /// <summary>The caller, or the user, wanted it to end.</summary>
    Cancelled,

    /// <summary>It returned something that JSON cannot hold.</summary>
    InvalidResult,

    /// <summary>The program could not be loaded.</summary>
    BuildError,

    /// <summary>A declaration, a flag, a word of the command line or a file of configuration has a wrong value.</summary>
    ConfigError,

    /// <summary>It was refused something that it was not granted.</summary>
    PermissionDenied,

    /// <summary>A limit of the whole run was reached.</summary>
    LimitExceeded,

    /// <summary>The journal could not be read or written: a full disk, a damaged file, or two processes with one run.</summary>
    JournalError,

    /// <summary>Capsule itself failed.</summary>
    InternalError,

    /// <summary>The process lost the right to execute the run, which has not ended: another process may be executing it.</summary>
    LeaseLost,
}
