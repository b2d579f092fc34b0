namespace Capsule.Runtime.Execution;

/// <summary>Why a call of the guest's runner gave no result.</summary>
internal sealed record GuestFailure(
    string Kind, string? Exception, string? Message, string? Traceback, int? ExitCode);
