namespace Capsule.Wasm.Metering;

/// <summary>What a guest gets to end by itself after a limit was reached or the host wanted it to end.</summary>
/// <param name="Ticks">Compute.</param>
/// <param name="Time">Wall-clock time.</param>
internal sealed record MeterGrace(long Ticks, TimeSpan Time);
