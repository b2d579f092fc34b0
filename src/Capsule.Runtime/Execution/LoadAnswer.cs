namespace Capsule.Runtime.Execution;

/// <summary>What a program declares.</summary>
internal sealed record LoadAnswer(IReadOnlyList<DeclaredTask> Tasks, bool PlainMain);
