namespace Capsule.Runtime.Execution;

/// <summary>Why a call of the guest's runner gave no result.</summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Exception">The exception's name.</param>
/// <param name="Message">Its message.</param>
/// <param name="Traceback">Its traceback.</param>
/// <param name="ExitCode">The exit code, if it was to end the program.</param>
/// <param name="Path">The absolute path of the file that was missing or refused, if that was the reason.</param>
/// <param name="Denied">Whether a refusal of the host ended it.</param>
internal sealed record GuestFailure(
    string Kind, string? Exception, string? Message, string? Traceback, int? ExitCode,
    string? Path = null, bool Denied = false);
