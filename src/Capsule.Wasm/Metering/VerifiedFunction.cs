namespace Capsule.Wasm.Metering;

/// <summary>What a verified function does that matters for cycles of calls.</summary>
internal sealed record VerifiedFunction(bool StartsWithCheck, bool CallsAnything, List<uint> Calls);
