namespace Capsule.Guests.FileSystem;

/// <summary>Flags of <c>open</c>, as Emscripten's fcntl.h numbers them (those of Linux on x86).</summary>
[Flags]
internal enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    AccessMode = 3,
    Create = 0x40,
    Exclusive = 0x80,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    Directory = 0x10000,
    NoFollow = 0x20000,
    CloseOnExec = 0x80000,
    Path = 0x200000,

    /// <summary>What decides about reading and writing.</summary>
    Access = AccessMode | Path,

    /// <summary>What counts when a file is opened as a place only.</summary>
    WithPath = Path | Directory | NoFollow,

    /// <summary>What F_GETFL gives back: the rest matters only while opening.</summary>
    Status = AccessMode | Append | NonBlocking,
}
