
namespace Capsule.Runtime;

/// <summary>How a call of a tool ended.</summary>
/// <param name="Tool">The name that was called: a stranger's text where there is no such tool.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Message">What the task was told about the failure, or nothing.</param>
/// <param name="Exception">What the function threw, or null. It stays in the host.</param>
public sealed record ToolReport(string Tool, TimeSpan Duration, HostErrorKind? Error, string Message, Exception? Exception);
