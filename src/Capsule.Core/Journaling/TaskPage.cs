namespace Capsule.Journaling;

/// <summary>Some tasks of a run, in the order in which they were first written.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="HasMore">Whether others follow.</param>
public sealed record TaskPage(IReadOnlyList<TaskRecord> Tasks, bool HasMore);
