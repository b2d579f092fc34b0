namespace Capsule.Runtime.Execution;

/// <summary>Takes what a guest prints.</summary>
internal delegate void PrintSink(OutputChannel channel, ReadOnlySpan<byte> bytes);
