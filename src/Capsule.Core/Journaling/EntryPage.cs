namespace Capsule.Journaling;

/// <summary>Some consecutive entries.</summary>
/// <param name="Entries">The entries, by position.</param>
/// <param name="HasMore">Whether there are more behind the last one.</param>
public sealed record EntryPage(IReadOnlyList<JournalEntry> Entries, bool HasMore);
