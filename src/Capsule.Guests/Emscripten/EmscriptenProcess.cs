using Capsule.Guests.Emscripten.Libraries;
using Capsule.Guests.Emscripten.Mappings;
using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.States;
using Capsule.Guests.Processes;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Emscripten;

/// <summary>What the system-call layer keeps for one sandbox, beside what every guest has.</summary>
/// <param name="options">What the process gets.</param>
/// <param name="memoryInUse">Tells the linear memory's length in bytes.</param>
internal sealed class EmscriptenProcess(ProcessOptions options, Func<ulong> memoryInUse) : GuestProcess(options, memoryInUse)
{
    /// <summary>Pays for libraries that a snapshot has. There was room for them where they were loaded.</summary>
    internal void PayFor(IReadOnlyList<LoadedModule> modules)
    {
        foreach (var loaded in modules)
        {
            _ = HostMemory.TryCharge(LibraryLoader.HostBytesOf(loaded.Module));
        }
    }

    /// <summary>The parts of files that it has in memory.</summary>
    internal FileMappings Mappings { get; } = new();

    internal required EmscriptenExports Exports { get; init; }

    /// <summary>The environment, each as <c>NAME=value</c> in UTF-8.</summary>
    internal required IReadOnlyList<byte[]> Environment { get; init; }

    /// <summary>The guest's type object for byte strings: what requests to the host are made of.</summary>
    internal uint BytesType { get; init; }

    /// <summary>What compiling the libraries cost that it asked for, whether they were compiled before or not.</summary>
    internal long LibraryCost { get; set; }

    /// <summary>Gives the libraries that it loads; null where it can load none.</summary>
    internal ILibraryStore? Libraries { get; init; }

    /// <summary>A signal to deliver to the guest's handlers, or 0.</summary>
    internal int PendingSignal { get; set; }

    private protected override IReadOnlyList<MappingState> CaptureMappings(GuestMemory memory) => Mappings.Capture(memory);

    private protected override void RestoreMapping(MappingState mapping, OpenFile file) => Mappings.Restore(mapping, file);
}
