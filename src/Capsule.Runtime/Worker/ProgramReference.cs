using Capsule.Runtime.Programs.Warm;

namespace Capsule.Runtime.Worker;

/// <summary>Which program a request is about.</summary>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
/// <param name="Value">A path, or a text.</param>
internal sealed record ProgramReference(WarmKind Kind, string Value)
{
    /// <summary>The program of a file: an artifact where its name ends in <c>.wasm</c>, else Python.</summary>
    internal static ProgramReference OfFile(string path) => new(
        path.EndsWith(".wasm", StringComparison.Ordinal) ? WarmKind.Artifact : WarmKind.File, path);
}
