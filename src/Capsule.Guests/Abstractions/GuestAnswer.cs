using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>What a call of the guest's runner gives: its answer in bytes, which is not trusted, or why there is none.</summary>
internal readonly record struct GuestAnswer(ReadOnlyMemory<byte> Bytes, Stop? Stop);
