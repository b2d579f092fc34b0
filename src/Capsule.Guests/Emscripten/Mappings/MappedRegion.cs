using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Mappings;

/// <summary>
/// A part of a file on the guest's heap, which one shared mapping or several of the same bytes show. The guest writes to
/// it unseen, so each page's hash is kept: pages that differ from it were written to, and only those go to the file. What
/// somebody else wrote to the file meanwhile stays.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="offset">Where it begins in the file.</param>
/// <param name="file">Which file it is of.</param>
internal sealed class MappedRegion(uint address, uint length, long offset, FileIdentity file)
{
    private const int PageSize = 4096;
    private readonly ulong[] hashes = new ulong[(length + PageSize - 1) / PageSize];

    internal uint Address => address;

    internal uint Length => length;

    internal long Offset => offset;

    internal FileIdentity File => file;

    /// <summary>The mappings that show it.</summary>
    internal List<FileMapping> Mappings { get; } = [];

    /// <summary>Whether a range of the file lies in it.</summary>
    internal bool Covers(long from, uint count) => from >= offset && from - offset <= length && count <= length - (from - offset);

    /// <summary>Takes what is in memory for what is in the file.</summary>
    internal void Adopt(GuestMemory memory, Func<long, bool> mayGoOn)
    {
        for (var page = 0; page < hashes.Length && mayGoOn(PageSize); page++)
        {
            hashes[page] = PageHash.Of(Bytes(memory, page));
        }
    }

    /// <summary>Takes what is in the file for what was in memory: pages that differ are written to the file later.</summary>
    internal void AdoptFile(OpenFile from)
    {
        var buffer = new byte[PageSize];
        for (var page = 0; page < hashes.Length; page++)
        {
            var bytes = buffer.AsSpan(0, PageLength(page));
            Read(from, PositionOf(page), bytes);
            hashes[page] = PageHash.Of(bytes);
        }
    }

    /// <summary>Writes changed pages to the file, in a range of it. Bytes beyond the file's end are not part of it.</summary>
    /// <param name="memory">The guest's.</param>
    /// <param name="from">Where the range begins in the file.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="others">Other regions of the same file.</param>
    /// <param name="mayGoOn">Is told the cost of each part; false ends the work.</param>
    internal Errno Flush(
        GuestMemory memory, long from, long to, IReadOnlyList<MappedRegion> others, Func<long, bool> mayGoOn)
    {
        if (Mappings.Find(mapping => mapping.IsWritable) is not { File: var target })
        {
            return Errno.Success; // nothing may be written
        }

        if (target is LostFile)
        {
            return Errno.Stale;
        }

        var (first, last) = Pages(from, to);
        long? size = null;
        for (var page = first; page < last; page++)
        {
            var bytes = Bytes(memory, page);
            var hash = PageHash.Of(bytes);
            if (hash != hashes[page])
            {
                var position = PositionOf(page);
                var inside = (int)Math.Clamp((size ??= target.Stat().Size) - position, 0, bytes.Length);
                var error = WritePage(target, bytes[..inside], position, memory, others);
                if (error != Errno.Success)
                {
                    return error;
                }

                hashes[page] = inside > 0 ? hash : hashes[page];
            }

            if (!mayGoOn(bytes.Length))
            {
                break;
            }
        }

        return Errno.Success;
    }

    /// <summary>Reads pages of a range anew, after they were flushed.</summary>
    internal void Refresh(GuestMemory memory, long from, long to, Func<long, bool> mayGoOn)
    {
        var (source, (first, last)) = (Mappings[0].File, Pages(from, to));
        for (var page = first; page < last; page++)
        {
            var bytes = Bytes(memory, page);
            Read(source, PositionOf(page), bytes);
            hashes[page] = PageHash.Of(bytes);
            if (!mayGoOn(bytes.Length))
            {
                break;
            }
        }
    }

    private static Errno WritePage(
        OpenFile target, ReadOnlySpan<byte> bytes, long position, GuestMemory memory, IReadOnlyList<MappedRegion> others)
    {
        if (others.Count == 0)
        {
            return Write(target, bytes, position);
        }

        Span<byte> before = stackalloc byte[PageSize];
        Span<byte> after = stackalloc byte[PageSize];
        Read(target, position, before);
        var error = Write(target, bytes, position);
        if (error == Errno.Success)
        {
            before.CopyTo(after);
            bytes.CopyTo(after);
            foreach (var other in others)
            {
                other.Take(memory, position, before, after);
            }
        }

        return error;
    }

    /// <summary>
    /// Shows what another region wrote to a page of the file. What the guest changed of that page here stays: those are the
    /// bytes that differ from what the file had.
    /// </summary>
    private void Take(GuestMemory memory, long position, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (position < offset || position - offset >= length || (position - offset) % PageSize != 0)
        {
            return;
        }

        var page = (int)((position - offset) / PageSize);
        var bytes = Bytes(memory, page);
        before = before[..bytes.Length];
        after = after[..bytes.Length];
        if (PageHash.Of(before) != hashes[page])
        {
            return; // somebody else wrote to the file: there is nothing to tell the guest's changes by
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = bytes[i] == before[i] ? after[i] : bytes[i];
        }

        hashes[page] = PageHash.Of(after);
    }

    private static Errno Write(OpenFile file, ReadOnlySpan<byte> bytes, long position)
    {
        while (!bytes.IsEmpty)
        {
            var written = file.WriteAt(bytes, position);
            if (!written.Ok || written.Value == 0)
            {
                return written.Ok ? Errno.InputOutput : written.Error;
            }

            bytes = bytes[written.Value..];
            position += written.Value;
        }

        return Errno.Success;
    }

    /// <summary>Reads; what lies beyond the file's end is zero.</summary>
    private static void Read(OpenFile source, long position, Span<byte> bytes)
    {
        var done = 0;
        while (done < bytes.Length && source.Read(bytes[done..], position + done) is { Ok: true, Value: > 0 and var count })
        {
            done += count;
        }

        bytes[done..].Clear();
    }

    private (int First, int Last) Pages(long from, long to)
    {
        var (start, end) = (Math.Clamp(from - offset, 0, length), Math.Clamp(to - offset, 0, length));
        return start >= end ? (0, 0) : ((int)(start / PageSize), (int)((end + PageSize - 1) / PageSize));
    }

    private long PositionOf(int page) => offset + ((long)page * PageSize);

    private int PageLength(int page) => (int)Math.Min(PageSize, length - ((long)page * PageSize));

    private Span<byte> Bytes(GuestMemory memory, int page) =>
        memory.Bytes(address + ((uint)page * PageSize), (uint)PageLength(page));
}
