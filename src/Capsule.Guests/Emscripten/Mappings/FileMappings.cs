using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten.Mappings;

/// <summary>
/// The shared mappings of one sandbox. Emscripten's C library tells a mapping's descriptor when it ends, which may stand
/// for another file by then: here a mapping is found by its address, and keeps its file.
/// </summary>
/// <remarks>
/// A linear memory has no pages to share with a file. What Linux does by sharing them is done at each call of the system:
/// before a file is read, and before it is written, what mappings changed of it is written to it; after a write, they read
/// it anew. Mappings of the same bytes are one region. Two mappings that overlap otherwise see each other's changes when
/// one of them is written to the file, which loses none of either.
/// </remarks>
internal sealed class FileMappings
{
    /// <summary>Threat: each mapping keeps a file open, and is looked at whenever its file is used.</summary>
    internal const int Limit = 1024;

    private readonly List<MappedRegion> regions = [];
    private int count;

    /// <summary>Whether there are none: then reading and writing need not ask.</summary>
    internal bool IsEmpty => regions.Count == 0;

    /// <summary>Whether one of them is of a file that cannot go along to another sandbox.</summary>
    internal bool HoldsWhatIsLost => regions.Exists(region => region.Mappings.Exists(
        mapping => mapping.File.Capture() is OpenState.Lost && mapping.File is not LostFile));

    /// <summary>Maps a range of a file that is mapped already.</summary>
    /// <returns>The address, or null when it needs memory of its own.</returns>
    internal uint? Join(OpenFile file, long offset, uint length, bool isWritable)
    {
        // The C library finds a mapping by its address, and takes it for another one when the lengths differ.
        var identity = FileIdentity.Of(file);
        var region = regions.Find(region => region.File == identity && region.Covers(offset, length)
            && !region.Mappings.Exists(other => other.Address == region.Address + (offset - region.Offset) && other.Length != length));
        if (region is null)
        {
            return null;
        }

        var address = (uint)(region.Address + (offset - region.Offset));
        Add(region, new FileMapping(address, length, isWritable, file));
        return address;
    }

    /// <summary>Whether another mapping of a length can be kept. Threat: pages' hashes take a five-hundredth of what they are of.</summary>
    internal bool MayAdd(uint length, ulong memory) =>
        count < Limit && regions.Sum(region => (long)region.Length) + length <= (long)memory;

    /// <summary>Keeps a mapping whose memory has the file's bytes.</summary>
    internal void Add(
        GuestMemory memory, uint address, uint length, long offset, bool isWritable, OpenFile file, Func<long, bool> mayGoOn)
    {
        var region = new MappedRegion(address, length, offset, FileIdentity.Of(file));
        regions.Add(region);
        Add(region, new FileMapping(address, length, isWritable, file));
        region.Adopt(memory, mayGoOn);
    }

    /// <summary>Keeps a mapping that another sandbox had, whose memory this one starts from.</summary>
    internal void Restore(MappingState state, OpenFile file)
    {
        var mapping = new FileMapping(state.Address, state.Length, state.IsWritable, file);
        var region = regions.Find(region => region.Address == state.Region && region.Length == state.RegionLength);
        if (region is null)
        {
            region = new MappedRegion(state.Region, state.RegionLength, state.Offset, FileIdentity.Of(file));
            regions.Add(region);
            region.AdoptFile(file);
        }

        Add(region, mapping);
    }

    /// <summary>The mappings at rest, all flushed.</summary>
    internal IReadOnlyList<MappingState> Capture(GuestMemory memory)
    {
        FlushAll(memory);
        return
        [
            .. from region in regions
               from mapping in region.Mappings
               select new MappingState(
                   region.Address, region.Length, region.Offset, mapping.Address, mapping.Length, mapping.IsWritable,
                   mapping.File.Capture(), mapping.File.Flags),
        ];
    }

    /// <summary>Whether a range of memory belongs to a mapping.</summary>
    internal bool Knows(uint address, uint length) => Find(address, length) is not null;

    /// <summary>Writes a range of memory to its file, and reads what others wrote there.</summary>
    internal Errno Synchronize(GuestMemory memory, uint address, uint length, Func<long, bool> mayGoOn)
    {
        if (Find(address, length) is not { } region)
        {
            return Errno.BadDescriptor;
        }

        var from = region.Offset + (address - region.Address);
        var error = region.Flush(memory, from, from + length, Others(region), mayGoOn);
        if (error == Errno.Success)
        {
            region.Refresh(memory, from, from + length, mayGoOn);
        }

        return error;
    }

    /// <summary>Ends a mapping.</summary>
    /// <returns>What went wrong, and the memory to free, or 0.</returns>
    internal (Errno Error, uint Free) Remove(GuestMemory memory, uint address, uint length, Func<long, bool> mayGoOn)
    {
        var region = regions.FindLast(region => region.Mappings.Exists(mapping => mapping.Address == address && mapping.Length == length));
        if (region is null)
        {
            return (Errno.BadDescriptor, 0);
        }

        // Which of several mappings at one address ends, the C library does not tell: the ones that can be written go last, or what is
        // written to them afterwards would reach no file.
        bool Matches(FileMapping mapping) => mapping.Address == address && mapping.Length == length;
        var at = region.Mappings.FindLastIndex(mapping => Matches(mapping) && !mapping.IsWritable);
        at = at < 0 ? region.Mappings.FindLastIndex(Matches) : at;
        var mapping = region.Mappings[at];
        var from = region.Offset + (address - region.Address);
        var error = region.Flush(memory, from, from + length, Others(region), mayGoOn);
        region.Mappings.RemoveAt(at);
        mapping.File.Release();
        count--;
        if (region.Mappings.Count > 0)
        {
            return (error, 0);
        }

        regions.Remove(region);
        return (error, region.Address);
    }

    /// <summary>Before a file is read or changed: what mappings changed in the range is written to it.</summary>
    internal void Flush(GuestMemory memory, FileIdentity file, long from, long to, Func<long, bool> mayGoOn) =>
        regions.FindAll(region => region.File == file).ForEach(region => region.Flush(memory, from, to, Others(region), mayGoOn));

    /// <summary>After a file was changed: mappings show it.</summary>
    internal void Refresh(GuestMemory memory, FileIdentity file, long from, long to, Func<long, bool> mayGoOn) =>
        regions.FindAll(region => region.File == file).ForEach(region => region.Refresh(memory, from, to, mayGoOn));

    /// <summary>Writes all that changed; what cannot be written stays changed.</summary>
    internal void FlushAll(GuestMemory memory) =>
        regions.ForEach(region => region.Flush(memory, 0, long.MaxValue, Others(region), _ => true));

    /// <summary>Ends all mappings: as when a process ends, what they changed is in their files.</summary>
    internal void CloseAll(GuestMemory memory)
    {
        try
        {
            FlushAll(memory);
        }
        catch (BadAddressException)
        {
            // A state that was made up names memory that is not there.
        }

        regions.ForEach(region => region.Mappings.ForEach(mapping => mapping.File.Release()));
        regions.Clear();
        count = 0;
    }

    private List<MappedRegion> Others(MappedRegion region) =>
        regions.FindAll(other => other != region && other.File == region.File);

    private void Add(MappedRegion region, FileMapping mapping)
    {
        mapping.File.Share();
        region.Mappings.Add(mapping);
        count++;
    }

    private MappedRegion? Find(uint address, uint length) => regions.Find(region =>
        address >= region.Address && address - region.Address < region.Length && length <= region.Length - (address - region.Address));
}
