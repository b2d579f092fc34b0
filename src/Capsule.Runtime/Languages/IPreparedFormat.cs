namespace Capsule.Runtime.Languages;

/// <summary>What files of an installation are called that are prepared for each machine: a module, its memory, and what is said of both.</summary>
internal interface IPreparedFormat
{
    /// <summary>The name of their folder, such as <c>python</c>, and the beginning of the names of what is prepared.</summary>
    string Name { get; }

    /// <summary>What they are, for people, such as <c>Python guest</c>.</summary>
    string Title { get; }

    /// <summary>All files that an installation has of it.</summary>
    IReadOnlyList<string> Files { get; }

    /// <summary>The module, as the build linked and metered it.</summary>
    string CodeFile { get; }

    /// <summary>The memory that it starts with, compressed with Brotli.</summary>
    string ImageFile { get; }

    /// <summary>What belongs to both, as JSON.</summary>
    string InfoFile { get; }

    /// <summary>Reads <see cref="InfoFile"/>.</summary>
    /// <returns>What the store must know of it, or null when it is malformed or of another version of Capsule.</returns>
    GuestInfo? ReadInfo(ReadOnlySpan<byte> json);
}
