namespace Capsule.Guests.FileSystem.Memory;

/// <summary>
/// The contents of a private file, in chunks: growing copies nothing, a hole costs nothing, and the quota knows to the
/// chunk what is held. Chunks that a captured state has are shared with it, and copied before they are written to.
/// </summary>
/// <remarks>Threat: a table with a place for every chunk would cost the host memory for holes that no quota counts.</remarks>
internal sealed class ChunkedBuffer(ScratchQuota quota)
{
    private const int ChunkSize = 16 * 1024;
    private readonly Dictionary<int, byte[]> own = [];
    private IReadOnlyDictionary<int, byte[]> shared = new Dictionary<int, byte[]>();

    /// <summary>Goes on from chunks that were shared.</summary>
    internal ChunkedBuffer(ScratchQuota quota, IReadOnlyDictionary<int, byte[]> chunks, long length)
        : this(quota)
    {
        shared = chunks;
        Length = length;
        quota.Adopt((long)chunks.Count * ChunkSize);
    }

    internal long Length { get; private set; }

    internal int Read(Span<byte> into, long position)
    {
        var count = (int)Math.Clamp(Length - position, 0, into.Length);
        for (var done = 0; done < count;)
        {
            var (chunk, offset, length) = Locate(position + done, count - done);
            var target = into.Slice(done, length);
            if (Find(chunk) is { } bytes)
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

            bytes.Slice(done, length).CopyTo(own[chunk].AsSpan(offset));
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
        if (length < Length)
        {
            var (end, rest, _) = Locate(length, 0);
            Drop(rest == 0 ? end : end + 1);
            if (rest != 0 && Find(end) is not null)
            {
                _ = TryHold(end);
                own[end].AsSpan(rest).Clear();
            }
        }

        Length = length;
    }

    /// <summary>The chunks as they are now, which are not written to any more.</summary>
    internal IReadOnlyDictionary<int, byte[]> Share()
    {
        if (own.Count > 0)
        {
            var all = new Dictionary<int, byte[]>(shared);
            foreach (var (chunk, bytes) in own)
            {
                all[chunk] = bytes;
            }

            shared = all;
            own.Clear();
        }

        return shared;
    }

    private static (int Chunk, int Offset, int Length) Locate(long position, int wanted)
    {
        var offset = (int)(position % ChunkSize);
        return ((int)(position / ChunkSize), offset, Math.Min(wanted, ChunkSize - offset));
    }

    private byte[]? Find(int chunk) => own.GetValueOrDefault(chunk) ?? shared.GetValueOrDefault(chunk);

    /// <summary>Drops all chunks from one on.</summary>
    private void Drop(int first)
    {
        int[] gone = [.. own.Keys.Union(shared.Keys).Where(chunk => chunk >= first)];
        foreach (var chunk in gone)
        {
            own.Remove(chunk);
            quota.Release(ChunkSize);
        }

        if (gone.Any(shared.ContainsKey))
        {
            shared = shared.Where(chunk => chunk.Key < first).ToDictionary();
        }
    }

    /// <summary>Makes a chunk writable; false when the quota does not allow another one.</summary>
    private bool TryHold(int chunk)
    {
        if (own.ContainsKey(chunk))
        {
            return true;
        }

        if (shared.TryGetValue(chunk, out var bytes))
        {
            own.Add(chunk, bytes.AsSpan().ToArray());
            return true;
        }

        if (!quota.TryReserve(ChunkSize))
        {
            return false;
        }

        own.Add(chunk, new byte[ChunkSize]);
        return true;
    }
}
