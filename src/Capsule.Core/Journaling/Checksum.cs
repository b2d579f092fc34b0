using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Capsule.Journaling;

/// <summary>
/// The first eight bytes, little-endian, of the SHA-256 of what a row says. A database does not notice a flipped bit within a value,
/// and a replay that believed it would go another way than the run did.
/// </summary>
internal static class Checksum
{
    internal static long Of(JournalEntry entry) => Of(
        entry.Payload.Span,
        entry.Run,
        entry.Task,
        entry.Attempt,
        entry.Position,
        entry.Kind,
        entry.Signature,
        entry.Time.ToMicroseconds(),
        entry.Signal);

    internal static long Of(TaskRecord task) => Of(
        [],
        task.Run,
        task.Path,
        task.Name,
        task.Status.ToName(),
        task.Attempts,
        task.Started.ToMicroseconds(),
        task.Ended.ToMicroseconds(),
        task.Fuel,
        task.Ram,
        task.Envelope);

    internal static long Of(RunStart start) => Of(
        [],
        start.Id,
        start.IdempotencyKey,
        start.Program,
        start.ProgramHash,
        start.Task,
        start.Arguments,
        string.Join('\0', start.Argv),
        start.IsDurable ? 1 : 0,
        start.Overrides,
        start.Created.ToMicroseconds());

    /// <summary>Each value with its length before it, so that no two rows have the same bytes; the bytes last.</summary>
    private static long Of(ReadOnlySpan<byte> bytes, params ReadOnlySpan<object?> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            if (value is null)
            {
                text.Append("-\n");
                continue;
            }

            var written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(written)}:{written}\n");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        hash.AppendData(bytes);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }
}
