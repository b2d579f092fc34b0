namespace Capsule.Journal.Sqlite;

/// <summary>A journal that was opened.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Warnings">What its user has to know, such as that a damaged file was moved aside.</param>
public sealed record OpenedJournal(SqliteJournal Journal, IReadOnlyList<string> Warnings);
