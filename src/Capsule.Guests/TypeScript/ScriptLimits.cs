namespace Capsule.Guests.TypeScript;

/// <summary>What compiling a file may use: no more than the program has that wants it.</summary>
/// <param name="Ticks">Compute.</param>
/// <param name="Memory">Memory in bytes; the compiler has <see cref="Least"/> at least.</param>
/// <param name="Time">How long it may take, waiting for a turn included; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it likes.</param>
internal readonly record struct ScriptLimits(long Ticks, ulong Memory, TimeSpan Time)
{
    /// <summary>A file of some thousand lines is compiled in this, beside the memory of a program that has less.</summary>
    internal const ulong Least = 64UL << 20;
}
