namespace Capsule.Runtime.HostApi;

/// <summary>An operation that a guest had started, and that ended.</summary>
internal readonly record struct CompletedOperation(int Handle, HostAnswer Answer);
