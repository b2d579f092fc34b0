using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.Abstractions;

/// <summary>
/// A guest language, ready to start sandboxes: what the runtime knows of Python, and will of others. All that is peculiar to a language
/// (how its interpreter is booted, called and fed) is behind this.
/// </summary>
internal interface IGuest : IDisposable
{
    /// <summary>What it is.</summary>
    GuestIdentity Identity { get; }

    /// <summary>The interpreter at rest, before any program.</summary>
    Snapshot Base { get; }

    /// <summary>Starts a sandbox. Use it on one thread with <see cref="EngineOptions.ThreadStackBytes"/>.</summary>
    IGuestSandbox Start(GuestSandboxOptions options);

    /// <summary>Puts a state together that was written to a disk.</summary>
    /// <param name="memory">The interpreter's memory, relative to <see cref="Base"/>'s image.</param>
    /// <param name="files">What <see cref="SandboxState.WriteFiles"/> gave.</param>
    /// <param name="workspace">The files that the sandbox had started with.</param>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    SandboxState ReadState(Snapshot memory, ReadOnlyMemory<byte> files, Workspace workspace);

    /// <summary>Puts the libraries of a snapshot together that was written to a disk.</summary>
    /// <param name="placements">Where they are, in the order in which they were loaded.</param>
    /// <param name="memoryBytes">The length of the snapshot's memory.</param>
    /// <param name="find">Gives a library's file, where it was not compiled on this machine before; null when there is none.</param>
    /// <exception cref="InvalidDataException">A library is missing, is another one, or does not fit the memory.</exception>
    /// <exception cref="WasmException">The engine refuses a library.</exception>
    IReadOnlyList<LoadedModule> ReadLibraries(
        IReadOnlyList<LibraryPlacement> placements, ulong memoryBytes, Func<string, ReadOnlyMemory<byte>?> find);
}
