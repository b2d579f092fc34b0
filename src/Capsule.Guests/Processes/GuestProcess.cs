using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Devices;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Processes;

/// <summary>
/// What the host keeps for one sandbox, whatever its language: the process that the guest believes to be. Everything that differs
/// between two runs of one program (time, chance, files, environment) comes in through here.
/// </summary>
internal class GuestProcess
{
    /// <summary>Random bytes that the host makes in the time of a tick.</summary>
    private const int BytesOfChancePerTick = 4;

    private readonly ProcessOptions options;
    private readonly ScratchQuota quota;
    private readonly TreeRestore tree;

    /// <summary>Makes the process; <see cref="OpenFiles"/> then gives it its descriptors.</summary>
    /// <param name="options">What it gets.</param>
    /// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
    internal GuestProcess(ProcessOptions options, Func<ulong> memoryInUse)
    {
        this.options = options;
        HostMemory = options.HostMemory ?? new HostMemory((long)options.MemoryLimit);
        quota = new ScratchQuota(() => Math.Min(
            options.FileLimit, (long)options.MemoryLimit - (long)memoryInUse() - HostMemory.Taken));
        Volume = new MemoryVolume(quota, () => options.Clock.RealTime);
        OutputQuota = new OutputQuota(options.OutputLimit);
        tree = new TreeRestore(Volume);
        var below = options.Root(DeviceFiles.Create(Descriptors, into => Draw(into)));
        Root = options.State is { } state ? tree.Restore(state.Root, below) : new MemoryDirectory(Volume, below);
        Files = new VirtualFileSystem(Root) { MayGoOn = () => options.Charge(0) };
        options.Mount(Files, Volume);
        _ = Files.ChangeDirectory(null, Workspace.Path);
    }

    internal VirtualFileSystem Files { get; }

    /// <summary>Charges the guest for work of the host that no call shows by its arguments.</summary>
    internal Func<long, bool> Charge => options.Charge;

    /// <summary>What the host keeps in memory because of the guest.</summary>
    internal HostMemory HostMemory { get; }

    /// <summary>What private files take, in bytes.</summary>
    internal long FileBytes => quota.Used;

    /// <summary>The private files.</summary>
    internal MemoryVolume Volume { get; }

    /// <summary>The root of <see cref="Files"/>.</summary>
    internal MemoryDirectory Root { get; }

    internal DescriptorTable Descriptors { get; } = new();

    internal IGuestClock Clock => options.Clock;

    /// <summary>Whether the guest read the clock.</summary>
    internal bool ReadClock { get; set; }

    /// <summary>Whether the guest drew random numbers.</summary>
    internal bool DrewRandomness { get; private set; }

    /// <summary>How many bytes of linear memory the guest may have now, with its private files taken off.</summary>
    internal ulong MemoryLimit => (ulong)Math.Max(0, (long)options.MemoryLimit - quota.Used - HostMemory.Taken);

    /// <summary>Whether the guest asked for more memory than it may have; it may have survived that.</summary>
    internal bool MemoryWasRefused { get; set; }

    /// <summary>How much the guest may still print.</summary>
    internal OutputQuota OutputQuota { get; }

    /// <summary>Answers requests to the host.</summary>
    internal IHostCallHandler HostCalls => options.HostCalls;

    /// <summary>Tells the account what the guest has itself, and gives it.</summary>
    internal HostMemory Account(GuestMemory memory)
    {
        HostMemory.Occupied = (long)memory.Length + FileBytes;
        return HostMemory;
    }

    /// <summary>Fills a buffer with random bytes, and remembers that it did.</summary>
    internal void Draw(Span<byte> into)
    {
        DrewRandomness = true;
        _ = Charge(into.Length / BytesOfChancePerTick);
        options.Random.Fill(into);
    }

    /// <summary>Opens the standard streams, or all that the state has open which it starts from.</summary>
    internal void OpenFiles()
    {
        if (options.State is { } state)
        {
            Restore(state);
            return;
        }

        Descriptors.Add(new EmptyInput());
        Descriptors.Add(new OutputFile(1, options.Output, OutputQuota) { Flags = OpenFlags.WriteOnly });
        Descriptors.Add(new OutputFile(2, options.ErrorOutput, OutputQuota) { Flags = OpenFlags.WriteOnly });
    }

    /// <summary>The state of its files, for another process to start from.</summary>
    /// <param name="memory">Its memory.</param>
    /// <param name="last">The state that was taken last, which is used again for a tree that did not change since.</param>
    internal FileSystemState Capture(GuestMemory memory, (FileSystemState State, long Changes)? last)
    {
        var mappings = CaptureMappings(memory); // before the tree: it writes to files
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

    /// <summary>The parts of files that it has in memory; none where the guest knows no such thing.</summary>
    private protected virtual IReadOnlyList<MappingState> CaptureMappings(GuestMemory memory) => [];

    /// <summary>Brings back a part of a file that was in memory.</summary>
    private protected virtual void RestoreMapping(MappingState mapping, OpenFile file) =>
        throw new InvalidDataException("this guest has no files in its memory");

    private void Restore(FileSystemState state)
    {
        Volume.FollowingInode = state.NextInode;
        Files.Mask = state.Mask;
        _ = Files.ChangeDirectory(null, state.CurrentDirectory);
        Descriptors.Restore(state.Descriptors, open => Open(open.File, open.Flags));
        foreach (var mapping in state.Mappings)
        {
            RestoreMapping(mapping, Open(mapping.File, mapping.Flags));
        }
    }

    private OpenFile Open(OpenState file, OpenFlags flags)
    {
        var opened = file switch
        {
            OpenState.Standard { Number: 0 } => new EmptyInput(),
            OpenState.Standard { Number: var number } =>
                new OutputFile(number, number == 1 ? options.Output : options.ErrorOutput, OutputQuota),
            OpenState.Private own => tree.Restore(own.File).Reopen(flags),
            OpenState.Shared shared => new OpenBaseFile(shared.File),
            OpenState.Folder folder => Files.Open(null, folder.Path, OpenFlags.Directory, 0) is { Ok: true, Value: var directory }
                ? directory
                : new LostFile(),
            _ => new LostFile(),
        };
        opened.Flags = flags;
        return opened;
    }
}
