namespace Capsule.Runtime.Durable;

/// <summary>A replay reached the position where it is to stop, or the end of what the journal has.</summary>
internal sealed record ReplayEnd(long Position);
