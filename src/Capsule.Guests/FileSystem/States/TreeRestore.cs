using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Memory;

namespace Capsule.Guests.FileSystem.States;

/// <summary>
/// Makes private nodes of states. Files that are both named and open become one file. A directory that lay over a shared
/// one lies over the new sandbox's own of the same place: shared directories may lead to devices of their sandbox.
/// </summary>
internal sealed class TreeRestore(MemoryVolume volume)
{
    private readonly Dictionary<FileState, MemoryFile> files = [];

    internal MemoryDirectory Restore(DirectoryState root, BaseDirectory below)
    {
        var restored = new MemoryDirectory(volume, root, below);
        var todo = new Stack<(DirectoryState State, MemoryDirectory Directory, BaseDirectory? Place)>([(root, restored, below)]);
        while (todo.TryPop(out var next))
        {
            foreach (var (name, state) in next.State.Entries)
            {
                var place = next.Place?.Entries.GetValueOrDefault(name) as BaseDirectory;
                var node = Restore(state, place);
                next.Directory.MountOrHide(name, node);
                if (node is MemoryDirectory directory)
                {
                    todo.Push(((DirectoryState)state!, directory, place));
                }
            }
        }

        return restored;
    }

    internal MemoryFile Restore(FileState state)
    {
        if (!files.TryGetValue(state, out var file))
        {
            files[state] = file = new MemoryFile(volume, state);
        }

        return file;
    }

    private Node? Restore(NodeState? state, BaseDirectory? place) => state switch
    {
        FileState file => Restore(file),
        LinkState link => new MemorySymlink(volume, link),
        DirectoryState { Below: null } plain => new MemoryDirectory(volume, plain, below: null),
        DirectoryState covering => new MemoryDirectory(volume, covering, place ?? covering.Below),
        SharedState shared => shared.Node,
        _ => null,
    };
}
