namespace Capsule.Runtime.Sessions;

/// <summary>An exception of a cell, as the guest tells of it.</summary>
internal sealed record SessionError(string? Exception, string? Message, string? Traceback, int? ExitCode);
