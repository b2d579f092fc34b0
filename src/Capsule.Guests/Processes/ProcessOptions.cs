using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Memory;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.FileSystem.Streams;
using Capsule.Wasm.Memory;

namespace Capsule.Guests.Processes;

/// <summary>What one sandbox's process gets. The defaults are those of a guest that is booted when Capsule is built.</summary>
internal sealed record ProcessOptions
{
    /// <summary>Makes the root directory that all sandboxes share, given that of the devices.</summary>
    internal required Func<BaseDirectory, BaseDirectory> Root { get; init; }

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

    /// <summary>What the host keeps in memory because of the guest; by default an account of its own.</summary>
    internal HostMemory? HostMemory { get; init; }

    /// <summary>Charges the guest for work of the host, and says whether that may go on.</summary>
    internal Func<long, bool> Charge { get; init; } = _ => true;

    /// <summary>Puts more into the file system.</summary>
    internal Action<VirtualFileSystem, MemoryVolume> Mount { get; init; } = (_, _) => { };

    /// <summary>What the process of a sandbox gets that a program or a session runs in.</summary>
    /// <param name="options">The sandbox's.</param>
    /// <param name="root">Makes the root directory, given that of the devices.</param>
    /// <param name="charge">Charges the guest for work of the host.</param>
    internal static ProcessOptions Of(GuestSandboxOptions options, Func<BaseDirectory, BaseDirectory> root, Func<long, bool> charge) => new()
    {
        Root = root,
        Clock = options.Clock ?? new SystemClock(options.Time),
        Random = options.Random ?? SystemRandom.Instance,
        HostCalls = options.HostCalls,
        Output = options.Output,
        ErrorOutput = options.ErrorOutput,
        OutputLimit = options.OutputLimit,
        MemoryLimit = options.MemoryLimit,
        FileLimit = options.FileLimit,
        State = options.State?.Files,
        HostMemory = options.HostMemory,
        Charge = charge,
        Mount = (tree, memory) => SandboxMounts.Attach(tree, memory, options),
    };
}
