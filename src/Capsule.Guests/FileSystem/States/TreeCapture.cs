using Capsule.Guests.FileSystem.Base;
using Capsule.Guests.FileSystem.Memory;

namespace Capsule.Guests.FileSystem.States;

/// <summary>Takes the state of a private directory and all below it.</summary>
/// <remarks>Threat: directories may be nested by ten thousands; recursion would overflow the host's stack.</remarks>
internal static class TreeCapture
{
    internal static DirectoryState Capture(MemoryDirectory root)
    {
        var state = root.CaptureAlone();
        var todo = new Stack<(MemoryDirectory Directory, DirectoryState State)>([(root, state)]);
        while (todo.TryPop(out var next))
        {
            foreach (var (name, node) in next.Directory.OwnEntries)
            {
                if (Capture(node) is not { } captured)
                {
                    if (node is null)
                    {
                        next.State.Entries[name] = null;
                    }

                    continue; // a mounted folder: whoever restores mounts again
                }

                next.State.Entries[name] = captured;
                if (captured is DirectoryState below)
                {
                    todo.Push(((MemoryDirectory)node!, below));
                }
            }
        }

        return state;
    }

    private static NodeState? Capture(Node? node) => node switch
    {
        MemoryFile file => file.Capture(),
        MemorySymlink link => link.Capture(),
        MemoryDirectory directory => directory.CaptureAlone(),
        BaseFile or BaseDirectory => new SharedState(node),
        _ => null,
    };
}
