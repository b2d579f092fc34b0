namespace Capsule.Guests.FileSystem.Memory;

/// <summary>
/// The contents of a private file, in chunks: growing copies nothing, a hole costs nothing, and the quota knows to the
/// chunk what is held.
/// </summary>
/// <remarks>Threat: a table with a place for every chunk would cost the host memory for holes that no quota counts.</remarks>
internal sealed class ChunkedBuffer(ScratchQuota quota)
{
    private const int ChunkSize = 16 * 1024;
    private readonly Dictionary<int, byte[]> chunks = [];

    internal long Length { get; private set; }

    internal int Read(Span<byte> into, long position)
    {
        var count = (int)Math.Clamp(Length - position, 0, into.Length);
        for (var done = 0; done < count;)
        {
            var (chunk, offset, length) = Locate(position + done, count - done);
            var target = into.Slice(done, length);
            if (chunks.TryGetValue(chunk, out var bytes))
            {
                bytes.AsSpan(offset, length).CopyTo(target);
            }
            else
            {
                target.Clear();
            }

            done += length;
        }

        return count;
    }

    /// <summary>Writes as much as the quota allows.</summary>
    /// <returns>How many bytes were written.</returns>
    internal int Write(ReadOnlySpan<byte> bytes, long position)
    {
        var done = 0;
        while (done < bytes.Length)
        {
            var (chunk, offset, length) = Locate(position + done, bytes.Length - done);
            if (!TryHold(chunk))
            {
                break;
            }

            bytes.Slice(done, length).CopyTo(chunks[chunk].AsSpan(offset));
            done += length;
        }

        if (done > 0)
        {
            Length = Math.Max(Length, position + done);
        }

        return done;
    }

    internal void SetLength(long length)
    {
        var (end, rest, _) = Locate(length, 0);
        foreach (var chunk in length < Length ? chunks.Keys.ToArray() : [])
        {
            if (chunk > end || (chunk == end && rest == 0))
            {
                chunks.Remove(chunk);
                quota.Release(ChunkSize);
            }
            else if (chunk == end)
            {
                chunks[chunk].AsSpan(rest).Clear();
            }
        }

        Length = length;
    }

    private static (int Chunk, int Offset, int Length) Locate(long position, int wanted)
    {
        var offset = (int)(position % ChunkSize);
        return ((int)(position / ChunkSize), offset, Math.Min(wanted, ChunkSize - offset));
    }

    private bool TryHold(int chunk)
    {
        if (chunks.ContainsKey(chunk))
        {
            return true;
        }

        if (!quota.TryReserve(ChunkSize))
        {
            return false;
        }

        chunks.Add(chunk, new byte[ChunkSize]);
        return true;
    }
}
