using Capsule.Guests.FileSystem;
using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.Python;

/// <summary>The files of a program, as every sandbox of it finds them in the working directory. Immutable and shared.</summary>
public sealed class Workspace
{
    /// <summary>Where the files are in a guest.</summary>
    public const string Path = "/workspace";

    /// <summary>No files.</summary>
    public static readonly Workspace Empty = new([]);

    /// <summary>Takes files by their paths below the working directory, with slashes.</summary>
    public Workspace(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files) => Tree = BaseTree.Build(
        isProtected: false,
        files.Select(file => KeyValuePair.Create(ByteString.FromText(file.Key), BaseFile.Of(file.Value))));

    internal BaseDirectory Tree { get; }
}
