namespace Capsule.Guests.TypeScript;

/// <summary>What compiling a file gives.</summary>
/// <param name="Code">JavaScript; null when the file cannot be compiled.</param>
/// <param name="Map">The source map, as JSON.</param>
/// <param name="Problem">Why it cannot be compiled, with the place; null when it was.</param>
/// <param name="Ticks">What it took.</param>
internal sealed record CompiledScript(string? Code, string? Map, string? Problem, long Ticks);
