namespace Capsule.Runtime.Sessions;

/// <summary>An exception of a cell, as the guest tells of it.</summary>
/// <param name="Exception">The exception's name.</param>
/// <param name="Message">Its message.</param>
/// <param name="Traceback">Its traceback.</param>
/// <param name="ExitCode">The exit code, if it was to end the program.</param>
/// <param name="Denied">Whether a refusal of the host was behind it.</param>
internal sealed record SessionError(string? Exception, string? Message, string? Traceback, int? ExitCode, bool Denied = false);
