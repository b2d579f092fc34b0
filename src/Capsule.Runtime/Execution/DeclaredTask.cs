namespace Capsule.Runtime.Execution;

/// <summary>One task as declared.</summary>
internal sealed record DeclaredTask(
    string? Name, string Function, int Line, IReadOnlyDictionary<string, DeclaredOption> Options);
