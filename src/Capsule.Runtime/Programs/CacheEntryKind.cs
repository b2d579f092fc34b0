namespace Capsule.Runtime.Programs;

/// <summary>What a file of the cache is.</summary>
internal enum CacheEntryKind
{
    /// <summary>The guest, compiled for this processor.</summary>
    Code,

    /// <summary>The guest's memory.</summary>
    Image,

    /// <summary>A built program.</summary>
    Program,

    /// <summary>What a program was built from.</summary>
    Index,

    /// <summary>Bytecode of a package's modules.</summary>
    Bytecode,

    /// <summary>A compiled library of a package, or what its loader needs.</summary>
    Library,

    /// <summary>The wheel of a package.</summary>
    Wheel,

    /// <summary>A folder of unpacked wheels, or what the resolver answered.</summary>
    Packages,

    /// <summary>The key that entries are sealed with, or a lock.</summary>
    Key,

    /// <summary>A file that a process was writing when it died.</summary>
    Leftover,
}
