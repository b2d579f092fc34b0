using Capsule.Guests.Abstractions;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Guests.Processes;
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
        var options = new ProcessOptions
        {
            Root = devices => Shared.Root(Workspace, devices),
            Clock = Clock,
            Random = Random,
            HostCalls = HostCalls,
            Output = Output,
            ErrorOutput = ErrorOutput,
            OutputLimit = OutputLimit,
            MemoryLimit = MemoryLimit,
            FileLimit = FileLimit,
            State = State,
            HostMemory = HostMemory,
            Charge = Charge,
            Mount = Mount,
        };
        var process = new EmscriptenProcess(options, memoryInUse)
        {
            Environment = ImageEnvironment.Variables,
            Exports = Exports,
            Libraries = Libraries,
            BytesType = BytesType,
        };
        process.OpenFiles();
        return process;
    }
}
