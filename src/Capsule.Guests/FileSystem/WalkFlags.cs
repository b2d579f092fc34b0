namespace Capsule.Guests.FileSystem;

/// <summary>How the end of a path is taken. Without any, a symbolic link there is followed only before a slash.</summary>
[Flags]
internal enum WalkFlags
{
    None = 0,

    /// <summary>A symbolic link at the end is followed.</summary>
    Follow = 1,

    /// <summary>The name itself is meant, as by removing it: a link is not followed even before a slash.</summary>
    Name = 2,

    /// <summary>A file may have to be created there: a slash at the end is refused.</summary>
    File = 4,
}
