using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.Emscripten.Mappings;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>
/// What the system-call layer keeps for one sandbox: the process that the guest believes to be. Everything that differs
/// between two runs of one program (time, chance, files, environment) comes in through here.
/// </summary>
internal sealed class EmscriptenProcess
{
    /// <summary>Random bytes that the host makes in the time of a tick.</summary>
    private const int BytesOfChancePerTick = 4;

    internal required VirtualFileSystem Files { get; init; }

    /// <summary>Charges the guest for work of the host that no system call shows by its arguments.</summary>
    internal Func<long, bool> Charge { get; init; } = _ => true;

    /// <summary>What the host keeps in memory because of the guest.</summary>
    internal required HostMemory HostMemory { get; init; }

    /// <summary>Tells the account what the guest has itself, and gives it.</summary>
    internal HostMemory Account(Wasm.Sandboxes.GuestMemory memory)
    {
        HostMemory.Occupied = (long)memory.Length + FileBytes();
        return HostMemory;
    }

    /// <summary>Pays for libraries that a snapshot has. There was room for them where they were loaded.</summary>
    internal void PayFor(IReadOnlyList<LoadedModule> modules)
    {
        foreach (var loaded in modules)
        {
            _ = HostMemory.TryCharge(LibraryLoader.HostBytesOf(loaded.Module));
        }
    }

    /// <summary>What private files take, in bytes.</summary>
    internal Func<long> FileBytes { get; init; } = () => 0;

    /// <summary>The private files.</summary>
    internal required MemoryVolume Volume { get; init; }

    /// <summary>The root of <see cref="Files"/>.</summary>
    internal required MemoryDirectory Root { get; init; }

    internal required DescriptorTable Descriptors { get; init; }

    /// <summary>The parts of files that it has in memory.</summary>
    internal FileMappings Mappings { get; } = new();

    internal required EmscriptenExports Exports { get; init; }

    /// <summary>The environment, each as <c>NAME=value</c> in UTF-8.</summary>
    internal required IReadOnlyList<byte[]> Environment { get; init; }

    internal required IGuestClock Clock { get; init; }

    /// <summary>Whether the guest read the clock.</summary>
    internal bool ReadClock { get; set; }

    internal required IGuestRandom Random { get; init; }

    /// <summary>Whether the guest drew random numbers.</summary>
    internal bool DrewRandomness { get; set; }

    /// <summary>Fills a buffer with random bytes, and remembers that it did.</summary>
    internal void Draw(Span<byte> into)
    {
        DrewRandomness = true;
        _ = Charge(into.Length / BytesOfChancePerTick);
        Random.Fill(into);
    }

    /// <summary>How many bytes of linear memory the guest may have now, with its private files taken off.</summary>
    internal Func<ulong> MemoryLimit { get; init; } = () => ulong.MaxValue;

    /// <summary>Whether the guest asked for more memory than it may have; it may have survived that.</summary>
    internal bool MemoryWasRefused { get; set; }

    /// <summary>How much the guest may still print.</summary>
    internal OutputQuota OutputQuota { get; init; } = new(long.MaxValue);

    /// <summary>The guest's type object for byte strings: what requests to the host are made of.</summary>
    internal uint BytesType { get; init; }

    /// <summary>What compiling the libraries cost that it asked for, whether they were compiled before or not.</summary>
    internal long LibraryCost { get; set; }

    /// <summary>Gives the libraries that it loads; null where it can load none.</summary>
    internal ILibraryStore? Libraries { get; init; }

    /// <summary>Answers requests to the host.</summary>
    internal IHostCallHandler HostCalls { get; init; } = NoHostCalls.Instance;

    /// <summary>The state of its files, for another process to start from.</summary>
    /// <param name="memory">Its memory.</param>
    /// <param name="last">The state that was taken last, which is used again for a tree that did not change since.</param>
    internal FileSystemState Capture(GuestMemory memory, (FileSystemState State, long Changes)? last)
    {
        var mappings = Mappings.Capture(memory); // before the tree: it writes to files
        return new FileSystemState
        {
            Root = last is { } same && same.Changes == Volume.Changes ? same.State.Root : TreeCapture.Capture(Root),
            CurrentDirectory = Files.CurrentDirectory is { Ok: true, Value: var path } ? path : Workspace.Path,
            Mask = Files.Mask,
            NextInode = Volume.FollowingInode,
            Descriptors = Descriptors.Capture(),
            Mappings = mappings,
        };
    }

    /// <summary>A signal to deliver to the guest's handlers, or 0.</summary>
    internal int PendingSignal { get; set; }
}
