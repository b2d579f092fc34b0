namespace Capsule.Guests.FileSystem.Memory;

/// <summary>
/// The contents of a private file, in chunks: growing copies nothing, a hole costs nothing, and the quota knows to the
/// chunk what is held.
/// </summary>
internal sealed class ChunkedBuffer(ScratchQuota quota)
{
    private const int ChunkSize = 16 * 1024;
    private readonly List<byte[]?> chunks = [];

    internal long Length { get; private set; }

    internal int Read(Span<byte> into, long position)
    {
        var count = (int)Math.Clamp(Length - position, 0, into.Length);
        for (var done = 0; done < count;)
        {
            var (chunk, offset, length) = Locate(position + done, count - done);
            var target = into.Slice(done, length);
            if (chunks[chunk] is { } bytes)
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
        var keep = (int)((length + ChunkSize - 1) / ChunkSize);
        for (var chunk = keep; chunk < chunks.Count; chunk++)
        {
            quota.Release(chunks[chunk] is null ? 0 : ChunkSize);
        }

        if (keep < chunks.Count)
        {
            chunks.RemoveRange(keep, chunks.Count - keep);
        }

        if (length < Length && length % ChunkSize is var rest and > 0 && chunks.Count == keep)
        {
            chunks[^1]?.AsSpan((int)rest).Clear();
        }

        GrowTo(keep);
        Length = length;
    }

    private static (int Chunk, int Offset, int Length) Locate(long position, int wanted)
    {
        var offset = (int)(position % ChunkSize);
        return ((int)(position / ChunkSize), offset, Math.Min(wanted, ChunkSize - offset));
    }

    private bool TryHold(int chunk)
    {
        if (chunk < chunks.Count && chunks[chunk] is not null)
        {
            return true;
        }

        if (!quota.TryReserve(ChunkSize))
        {
            return false;
        }

        GrowTo(chunk + 1);
        chunks[chunk] = new byte[ChunkSize];
        return true;
    }

    private void GrowTo(int count)
    {
        while (chunks.Count < count)
        {
            chunks.Add(null);
        }
    }
}
