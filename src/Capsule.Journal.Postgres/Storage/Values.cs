using Capsule.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace Capsule.Journal.Postgres.Storage;

/// <summary>Values of statements and rows.</summary>
internal static class Values
{
    internal static NpgsqlParameterCollection Text(this NpgsqlParameterCollection values, string? value) => values.Put(value, NpgsqlDbType.Text);

    internal static NpgsqlParameterCollection Number(this NpgsqlParameterCollection values, long? value) => values.Put(value, NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Small(this NpgsqlParameterCollection values, int value) => values.Put(value, NpgsqlDbType.Integer);

    internal static NpgsqlParameterCollection Time(this NpgsqlParameterCollection values, DateTimeOffset? value) =>
        values.Put(value.ToMicroseconds(), NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Run(this NpgsqlParameterCollection values, RunId run) =>
        values.Put(run.ToGuid(), NpgsqlDbType.Uuid);

    internal static NpgsqlParameterCollection Bytes(this NpgsqlParameterCollection values, ReadOnlyMemory<byte> bytes) =>
        values.Put(bytes.ToStored(), NpgsqlDbType.Bytea);

    internal static NpgsqlParameterCollection Put(this NpgsqlParameterCollection values, object? value, NpgsqlDbType type)
    {
        values.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return values;
    }

    internal static Guid ToGuid(this RunId run) => Guid.Parse(run.ToString());

    internal static RunId ToRun(this Guid id) =>
        RunId.TryParse(id.ToString("D"), out var run) ? run : throw new InvalidDataException("a run has a wrong id");
}
