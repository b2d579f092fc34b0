namespace Capsule.Guests.FileSystem.States;

/// <summary>What an open file refers to, at rest.</summary>
internal abstract record OpenState
{
    private OpenState()
    {
    }

    /// <summary>A standard stream: 0, 1 or 2.</summary>
    internal sealed record Standard(int Number) : OpenState;

    /// <summary>A private file, with or without a name.</summary>
    internal sealed record Private(FileState File) : OpenState;

    /// <summary>A shared file.</summary>
    internal sealed record Shared(Base.BaseFile File) : OpenState;

    /// <summary>A directory, by its path.</summary>
    internal sealed record Folder(string Path) : OpenState;

    /// <summary>What cannot go along: a pipe, a device, a file of the host.</summary>
    internal sealed record Lost : OpenState
    {
        internal static readonly Lost Instance = new();
    }
}
