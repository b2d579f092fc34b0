namespace Capsule.Guests.FileSystem;

/// <summary>
/// A directory, and the way to it from the root: how <c>..</c> and <c>getcwd</c> are answered. A directory that can be
/// moved has one such way, which is changed when it is: whoever is in it or below moves along.
/// </summary>
internal sealed class DirectoryPath
{
    internal DirectoryPath(DirectoryNode node, DirectoryPath? parent, string name) =>
        (Node, Parent, Name) = (node, parent, name);

    internal DirectoryNode Node { get; }

    internal DirectoryPath? Parent { get; private set; }

    internal string Name { get; private set; }

    /// <summary>The parent; the root is its own.</summary>
    internal DirectoryPath Up => Parent ?? this;

    /// <summary>The absolute path.</summary>
    /// <remarks>Threat: directories may be nested by ten thousands; recursion would overflow the host's stack.</remarks>
    internal string FullName
    {
        get
        {
            var names = new Stack<string>();
            for (var at = this; at.Parent is not null; at = at.Parent)
            {
                names.Push(at.Name);
            }

            return "/" + string.Join('/', names);
        }
    }

    internal static DirectoryPath Root(DirectoryNode node) => new(node, null, "");

    internal void Move(DirectoryPath parent, string name) => (Parent, Name) = (parent, name);

    /// <summary>Whether a node is this directory or above it.</summary>
    internal bool IsWithin(Node? node)
    {
        for (var at = this; at is not null; at = at.Parent)
        {
            if (ReferenceEquals(at.Node, node))
            {
                return true;
            }
        }

        return false;
    }
}
