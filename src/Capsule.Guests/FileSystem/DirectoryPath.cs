namespace Capsule.Guests.FileSystem;

/// <summary>A directory, and the way to it from the root: how <c>..</c> and <c>getcwd</c> are answered.</summary>
internal sealed record DirectoryPath(DirectoryNode Node, DirectoryPath? Parent, string Name)
{
    internal static DirectoryPath Root(DirectoryNode node) => new(node, null, "");

    /// <summary>The parent; the root is its own.</summary>
    internal DirectoryPath Up => Parent ?? this;

    internal DirectoryPath Down(DirectoryNode node, string name) => new(node, this, name);

    /// <summary>The absolute path.</summary>
    internal string FullName => Parent is null ? "/" : Parent.Parent is null ? "/" + Name : $"{Parent.FullName}/{Name}";
}
