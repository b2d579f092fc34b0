using System.Runtime.InteropServices;
using System.Text.Json;
using Capsule.Journaling;
using Microsoft.Data.Sqlite;

namespace Capsule.Journal.Sqlite;

/// <summary>How values are stored: times as microseconds since 1970 in UTC, lists of texts as JSON.</summary>
internal static class SqliteValues
{
    internal static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        JournalTime.FromMicroseconds(row.GetInt64(column));

    internal static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);

    internal static string? TextOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    internal static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>The bytes as an array; a copy only when they are part of a larger one.</summary>
    internal static byte[] ToStored(this ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && segment.Count == array.Length
            ? array
            : bytes.ToArray();

    internal static string ToStored(this IReadOnlyList<string> texts) =>
        JsonSerializer.Serialize(texts, JournalJson.Default.IReadOnlyListString);

    internal static IReadOnlyList<string> Texts(this SqliteDataReader row, int column) =>
        JsonSerializer.Deserialize(row.GetString(column), JournalJson.Default.IReadOnlyListString) is { } texts && texts.All(text => text is not null)
            ? texts
            : throw new InvalidDataException("a list of texts is none");
}
