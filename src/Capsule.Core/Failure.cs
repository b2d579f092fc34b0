namespace Capsule;

/// <summary>A failure as a value: what travels in envelopes, journals and messages instead of an exception.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Message">What was wrong, where, and what to do: one line, or a few.</param>
public sealed record Failure(ErrorType Type, string Message)
{
    /// <summary>The name of the exception that the task's code raised, such as <c>ValueError</c>.</summary>
    public string? Exception { get; init; }

    /// <summary>The traceback of that exception, as Python prints it.</summary>
    public string? Traceback { get; init; }

    /// <summary>A wrong declaration, flag or file.</summary>
    public static Failure Config(string message) => new(ErrorType.ConfigError, message);
}
