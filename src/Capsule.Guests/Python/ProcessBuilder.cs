using Capsule.Guests.Emscripten;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Devices;
using Capsule.Guests.FileSystem.Memory;
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

    internal uint BytesType { get; init; }

    /// <summary>Puts more into the file system.</summary>
    internal Action<VirtualFileSystem, MemoryVolume> Mount { get; init; } = (_, _) => { };

    /// <summary>Makes the process.</summary>
    /// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
    internal EmscriptenProcess Build(Func<ulong> memoryInUse)
    {
        var quota = new ScratchQuota(() => (long)(MemoryLimit - Math.Min(MemoryLimit, memoryInUse())));
        var clock = Clock;
        var volume = new MemoryVolume(quota, () => clock.RealTime);
        var descriptors = new DescriptorTable();
        EmscriptenProcess? process = null;
        var devices = DeviceFiles.Create(descriptors, into => process!.Draw(into));
        var files = new VirtualFileSystem(new MemoryDirectory(volume, Shared.Root(Workspace, devices)));
        Mount(files, volume);
        _ = files.ChangeDirectory(null, Python.Workspace.Path);
        process = new EmscriptenProcess
        {
            Files = files,
            Descriptors = descriptors,
            Environment = ImageEnvironment.Variables,
            Exports = Exports,
            Clock = Clock,
            Random = Random,
            HostCalls = HostCalls,
            BytesType = BytesType,
            MemoryLimit = () => MemoryLimit - (ulong)quota.Used,
        };
        AddStreams(process.Descriptors);
        return process;
    }

    private void AddStreams(DescriptorTable descriptors)
    {
        var quota = new OutputQuota(OutputLimit);
        descriptors.Add(new EmptyInput());
        descriptors.Add(new OutputFile(Output, quota) { Flags = OpenFlags.WriteOnly });
        descriptors.Add(new OutputFile(ErrorOutput, quota) { Flags = OpenFlags.WriteOnly });
    }
}
