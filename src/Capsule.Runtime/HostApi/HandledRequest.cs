namespace Capsule.Runtime.HostApi;

/// <summary>What came of a request.</summary>
/// <param name="Bytes">The answer.</param>
/// <param name="Signal">The signal that the answer delivers, or null.</param>
/// <param name="IsAborted">Whether there is no answer, because the sandbox has to end.</param>
internal readonly record struct HandledRequest(ReadOnlyMemory<byte> Bytes, long? Signal = null, bool IsAborted = false);
