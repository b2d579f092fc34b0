using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Capsule.Journaling;

namespace Capsule.Journal.Sqlite;

/// <summary>
/// The first eight bytes of an entry's SHA-256. SQLite does not notice a flipped bit within a value, and a replay that
/// believed it would go another way than the run did.
/// </summary>
internal static class EntryChecksum
{
    internal static long Of(JournalEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = $"{entry.Run}\n{entry.Task}\n{entry.Attempt}\n{entry.Position}\n{entry.Kind.Length}\n{entry.Kind}\n"
            + $"{entry.Time.ToMicroseconds()}\n{entry.Signal}\n{entry.Signature.Length}\n{entry.Signature}\n";
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(entry.Payload.Span);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }
}
