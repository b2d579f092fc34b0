using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.States;

/// <summary>Writes nodes as bytes. A file that occurs again is written as its number.</summary>
internal sealed class NodeWriter(BinaryWriter writer)
{
    internal const byte Hidden = 0;
    internal const byte File = 1;
    internal const byte SameFile = 2;
    internal const byte Link = 3;
    internal const byte Covering = 4;
    internal const byte Plain = 5;
    internal const int ChunkSize = 16 * 1024;

    private readonly Dictionary<FileState, int> numbers = [];

    /// <summary>Writes directories level by level: nesting costs no stack.</summary>
    internal void WriteTree(DirectoryState root)
    {
        var todo = new Queue<(DirectoryState State, BaseDirectory? Place)>([(root, root.Below)]);
        WriteHead(root, isCovering: true);
        while (todo.TryDequeue(out var next))
        {
            var entries = Entries(next.State, next.Place);
            writer.Write(entries.Count);
            foreach (var (name, node) in entries)
            {
                var place = next.Place?.Entries.GetValueOrDefault(name) as BaseDirectory;
                writer.Write(name);
                Write(node, place);
                if (node is DirectoryState directory)
                {
                    todo.Enqueue((directory, directory.Below == place ? place : null));
                }
            }
        }
    }

    internal void Write(FileState file)
    {
        if (numbers.TryGetValue(file, out var number))
        {
            writer.Write(SameFile);
            writer.Write(number);
            return;
        }

        numbers.Add(file, numbers.Count);
        writer.Write(File);
        WriteHead(file.Permissions, file.Inode, file.Times);
        writer.Write(file.Links);
        writer.Write(file.Length);
        writer.Write(file.Chunks.Count);
        foreach (var (position, bytes) in file.Chunks)
        {
            writer.Write(position);
            writer.Write(bytes);
        }
    }

    /// <summary>A private copy of a shared file.</summary>
    internal static FileState Unshare(BaseFile file, uint links)
    {
        var stat = file.Stat();
        return new FileState
        {
            Permissions = stat.Permissions,
            Inode = stat.Inode,
            Times = stat.Times,
            Length = stat.Size,
            Links = links,
            Chunks = file.Contents.ToArray().Chunk(ChunkSize).Select((bytes, number) => (number, Padded(bytes))).ToDictionary(),
        };
    }

    /// <summary>What a directory has of its own: with what lies below, where that is not the one of its place.</summary>
    private static Dictionary<string, NodeState?> Entries(DirectoryState state, BaseDirectory? place)
    {
        if (state.Below is null || state.Below == place)
        {
            return state.Entries;
        }

        var all = new Dictionary<string, NodeState?>(state.Entries, StringComparer.Ordinal);
        foreach (var (name, node) in state.Below.Entries)
        {
            all.TryAdd(name, node is BaseDirectory directory ? Unshare(directory) : new SharedState(node));
        }

        return all;
    }

    private static DirectoryState Unshare(BaseDirectory directory)
    {
        var stat = directory.Stat();
        return new DirectoryState
        {
            Permissions = stat.Permissions,
            Inode = stat.Inode,
            Times = stat.Times,
            Below = directory,
        };
    }

    private static byte[] Padded(byte[] bytes)
    {
        Array.Resize(ref bytes, ChunkSize);
        return bytes;
    }

    private void Write(NodeState? node, BaseDirectory? place)
    {
        switch (node)
        {
            case FileState file:
                Write(file);
                break;
            case SharedState { Node: BaseFile shared }:
                Write(Unshare(shared, links: 1));
                break;
            case LinkState link:
                writer.Write(Link);
                WriteHead(0, link.Inode, link.Times);
                writer.Write(link.Target);
                break;
            case DirectoryState directory:
                WriteHead(directory, directory.Below is not null && directory.Below == place);
                break;
            default:
                writer.Write(Hidden);
                break;
        }
    }

    private void WriteHead(DirectoryState state, bool isCovering)
    {
        writer.Write(isCovering ? Covering : Plain);
        WriteHead(state.Permissions, state.Inode, state.Times);
    }

    private void WriteHead(uint permissions, ulong inode, FileTimes times)
    {
        writer.Write(permissions);
        writer.Write(inode);
        writer.Write(times.Accessed);
        writer.Write(times.Modified);
        writer.Write(times.Changed);
    }
}
