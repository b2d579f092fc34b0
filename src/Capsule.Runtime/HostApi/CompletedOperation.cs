namespace Capsule.Runtime.HostApi;

/// <summary>An operation that a guest had started, and that ended.</summary>
/// <param name="Handle">Its handle.</param>
/// <param name="Answer">Its answer.</param>
/// <param name="Bytes">What is charged for the answer while it is kept.</param>
internal readonly record struct CompletedOperation(int Handle, HostAnswer Answer, long Bytes = 0);
