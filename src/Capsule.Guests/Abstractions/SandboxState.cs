using Capsule.Guests.FileSystem.States;
using Capsule.Wasm.Memory;

namespace Capsule.Guests.Abstractions;

/// <summary>
/// A Python sandbox between two calls: memory, private files, open files. Immutable; any number of sandboxes go on from
/// it, and share with it what they do not change.
/// </summary>
internal sealed class SandboxState
{
    internal SandboxState(Snapshot memory, FileSystemState files, long changes)
    {
        Memory = memory;
        Files = files;
        Changes = changes;
    }

    /// <summary>The interpreter's memory.</summary>
    public Snapshot Memory { get; }

    internal FileSystemState Files { get; }

    /// <summary>The count of changes that the files had in the sandbox that this was taken from.</summary>
    internal long Changes { get; }

    /// <summary>The private files as bytes, docs/reference/session-format.md.</summary>
    public byte[] WriteFiles() => FileSystemCodec.Write(Files);
}
