using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>How values are stored: lists of texts as JSON.</summary>
internal static class SqliteValues
{
    internal static string ToStored(this IReadOnlyList<string> texts) =>
        JsonSerializer.Serialize(texts, JournalJson.Default.IReadOnlyListString);

    internal static IReadOnlyList<string> Texts(this SqliteDataReader row, int column) =>
        JsonSerializer.Deserialize(row.GetString(column), JournalJson.Default.IReadOnlyListString) is { } texts && texts.All(text => text is not null)
            ? texts
            : throw new InvalidDataException("a list of texts is none");
}
