using Capsule.Wasm.Engine;
using Capsule.Wasm.Memory;

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
}
