namespace Capsule;

/// <summary>Represents a failure as a value, as it travels in envelopes, journals and messages.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Message">What was wrong, where, and what to do: one line, or a few.</param>
public sealed record Failure(ErrorType Type, string Message)
{
    /// <summary>Gets the name of the exception that the task's code raised, such as <c>ValueError</c>; null when it raised none.</summary>
    public string? Exception { get; init; }

    /// <summary>Gets the traceback of that exception, as Python prints it; null when there is none.</summary>
    public string? Traceback { get; init; }

    /// <summary>Creates the failure of a wrong declaration, flag or file.</summary>
    public static Failure Config(string message) => new(ErrorType.ConfigError, message);
}
