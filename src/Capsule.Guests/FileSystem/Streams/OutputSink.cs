namespace Capsule.Guests.FileSystem.Streams;

/// <summary>Takes what a guest writes to a standard stream.</summary>
internal delegate void OutputSink(ReadOnlySpan<byte> bytes);
