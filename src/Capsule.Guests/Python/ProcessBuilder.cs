using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Devices;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Memory;

namespace Capsule.Guests.Python;

/// <summary>Makes the process that one Python sandbox believes to be.</summary>
internal sealed class ProcessBuilder
{
    internal required PythonFiles Shared { get; init; }

    internal required Workspace Workspace { get; init; }

    internal required EmscriptenExports Exports { get; init; }

    internal IGuestClock Clock { get; init; } = new FixedClock();

    internal IGuestRandom Random { get; init; } = new FixedRandom();

    internal IHostCallHandler HostCalls { get; init; } = NoHostCalls.Instance;

    internal OutputSink Output { get; init; } = _ => { };

    internal OutputSink ErrorOutput { get; init; } = _ => { };

    /// <summary>How much may be printed, in bytes.</summary>
    internal long OutputLimit { get; init; } = long.MaxValue;

    /// <summary>Memory for the heap and for private files together, in bytes.</summary>
    internal ulong MemoryLimit { get; init; } = WasmPages.AddressSpace;

    /// <summary>What private files alone may take, in bytes.</summary>
    internal long FileLimit { get; init; } = long.MaxValue;

    /// <summary>Files to start from, or null for those that every sandbox starts with.</summary>
    internal FileSystemState? State { get; init; }

    internal uint BytesType { get; init; }

    /// <summary>Gives the libraries that may be loaded, or null for none.</summary>
    internal ILibraryStore? Libraries { get; init; }

    /// <summary>What the host keeps in memory because of the guest; by default an account of its own.</summary>
    internal HostMemory? HostMemory { get; init; }

    /// <summary>Charges the guest for work of the host, and says whether that may go on.</summary>
    internal Func<long, bool> Charge { get; init; } = _ => true;

    /// <summary>Puts more into the file system.</summary>
    internal Action<VirtualFileSystem, MemoryVolume> Mount { get; init; } = (_, _) => { };

    /// <summary>Makes the process.</summary>
    /// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
    internal EmscriptenProcess Build(Func<ulong> memoryInUse)
    {
        var account = HostMemory ?? new HostMemory((long)MemoryLimit);
        var quota = new ScratchQuota(
            () => Math.Min(FileLimit, (long)MemoryLimit - (long)memoryInUse() - account.Taken));
        var clock = Clock;
        var volume = new MemoryVolume(quota, () => clock.RealTime);
        var descriptors = new DescriptorTable();
        var output = new OutputQuota(OutputLimit);
        EmscriptenProcess? process = null;
        var below = Shared.Root(Workspace, DeviceFiles.Create(descriptors, into => process!.Draw(into)));
        var tree = new TreeRestore(volume);
        var root = State is null ? new MemoryDirectory(volume, below) : tree.Restore(State.Root, below);
        var files = new VirtualFileSystem(root) { MayGoOn = () => Charge(0) };
        Mount(files, volume);
        _ = files.ChangeDirectory(null, Workspace.Path);
        process = new EmscriptenProcess
        {
            Files = files,
            Descriptors = descriptors,
            Volume = volume,
            Root = root,
            Environment = ImageEnvironment.Variables,
            Exports = Exports,
            Clock = Clock,
            Random = Random,
            HostCalls = HostCalls,
            Libraries = Libraries,
            BytesType = BytesType,
            HostMemory = account,
            FileBytes = () => quota.Used,
            Charge = Charge,
            OutputQuota = output,
            MemoryLimit = () => (ulong)Math.Max(0, (long)MemoryLimit - quota.Used - account.Taken),
        };
        if (State is { } state)
        {
            Restore(process, state, tree, output);
        }
        else
        {
            AddStreams(process.Descriptors, output);
        }

        return process;
    }

    private void Restore(EmscriptenProcess process, FileSystemState state, TreeRestore tree, OutputQuota quota)
    {
        var files = process.Files;
        process.Volume.FollowingInode = state.NextInode;
        files.Mask = state.Mask;
        _ = files.ChangeDirectory(null, state.CurrentDirectory);
        process.Descriptors.Restore(state.Descriptors, open => Open(open.File, open.Flags));
        foreach (var mapping in state.Mappings)
        {
            process.Mappings.Restore(mapping, Open(mapping.File, mapping.Flags));
        }

        OpenFile Open(OpenState file, OpenFlags flags)
        {
            var opened = file switch
            {
                OpenState.Standard { Number: 0 } => new EmptyInput(),
                OpenState.Standard { Number: var number } => new OutputFile(number, number == 1 ? Output : ErrorOutput, quota),
                OpenState.Private own => tree.Restore(own.File).Reopen(flags),
                OpenState.Shared shared => new FileSystem.Base.OpenBaseFile(shared.File),
                OpenState.Folder folder => files.Open(null, folder.Path, OpenFlags.Directory, 0) is { Ok: true, Value: var directory }
                    ? directory
                    : new LostFile(),
                _ => new LostFile(),
            };
            opened.Flags = flags;
            return opened;
        }
    }

    private void AddStreams(DescriptorTable descriptors, OutputQuota quota)
    {
        descriptors.Add(new EmptyInput());
        descriptors.Add(new OutputFile(1, Output, quota) { Flags = OpenFlags.WriteOnly });
        descriptors.Add(new OutputFile(2, ErrorOutput, quota) { Flags = OpenFlags.WriteOnly });
    }
}
