namespace Capsule.Runtime.Execution;

/// <summary>
/// Converts between units of compute, which tasks declare and envelopes report, and the meter's ticks. A unit is what
/// one unit of Wasmtime's own fuel was: on a mixed load of Python code (loops, strings, JSON, regular expressions,
/// sorting) 700 M of fuel correspond to 475 M ticks, about three to two.
/// </summary>
internal static class FuelUnits
{
    internal static long ToTicks(long units) => units > long.MaxValue / 2 ? long.MaxValue : units * 2 / 3;

    internal static long FromTicks(long ticks) => ticks > long.MaxValue / 3 ? long.MaxValue : ticks * 3 / 2;
}
