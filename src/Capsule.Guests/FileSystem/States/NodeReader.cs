using Capsule.Guests.FileSystem.Base;

namespace Capsule.Guests.FileSystem.States;

/// <summary>Reads what <see cref="NodeWriter"/> wrote.</summary>
internal sealed class NodeReader(BinaryReader reader)
{
    private const uint LinkLimit = 65_536;

    private readonly List<FileState> files = [];

    internal DirectoryState ReadTree(BaseDirectory rootBelow)
    {
        var root = Read(rootBelow) as DirectoryState ?? throw new InvalidDataException("the files have no root");
        var todo = new Queue<DirectoryState>([root]);
        while (todo.TryDequeue(out var next))
        {
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var name = reader.ReadString();
                if (name.Length is 0 or > 255 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\0') >= 0)
                {
                    throw new InvalidDataException("a file has a name that no file can have");
                }

                var node = Read(next.Below?.Entries.GetValueOrDefault(name) as BaseDirectory);
                next.Entries[name] = node;
                if (node is DirectoryState directory)
                {
                    todo.Enqueue(directory);
                }
            }
        }

        return root;
    }

    internal FileState ReadFile() =>
        Read(null) as FileState ?? throw new InvalidDataException("an open file is no file");

    private NodeState? Read(BaseDirectory? place)
    {
        var kind = reader.ReadByte();
        switch (kind)
        {
            case NodeWriter.Hidden:
                return null;
            case NodeWriter.SameFile:
                return reader.ReadInt32() is var number && number >= 0 && number < files.Count
                    ? files[number]
                    : throw new InvalidDataException("a file refers to one that is not there");
        }

        var (permissions, inode) = (reader.ReadUInt32() & 0xfff, reader.ReadUInt64());
        var times = new FileTimes(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        return kind switch
        {
            NodeWriter.File => ReadFile(permissions, inode, times),
            NodeWriter.Link => new LinkState(reader.ReadString(), inode, times),
            NodeWriter.Covering or NodeWriter.Plain => new DirectoryState
            {
                Permissions = permissions,
                Inode = inode,
                Times = times,
                Below = kind == NodeWriter.Plain ? null
                    : place is { } below ? below
                    : throw new InvalidDataException("a folder covers one that is not there"),
            },
            _ => throw new InvalidDataException($"a file has the unknown kind {kind}"),
        };
    }

    private FileState ReadFile(uint permissions, ulong inode, FileTimes times)
    {
        var (links, length) = (reader.ReadUInt32(), reader.ReadInt64());
        var chunks = new Dictionary<int, byte[]>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var (position, bytes) = (reader.ReadInt32(), reader.ReadBytes(NodeWriter.ChunkSize));
            if (bytes.Length < NodeWriter.ChunkSize || position < 0 || position * (long)NodeWriter.ChunkSize >= length)
            {
                throw new InvalidDataException("a file has contents beyond its end");
            }

            chunks[position] = bytes;
        }

        var file = new FileState
        {
            Permissions = permissions,
            Inode = inode,
            Times = times,
            Length = length,
            Chunks = chunks,
            Links = links <= LinkLimit ? links : throw new InvalidDataException("a file has too many names"),
        };
        files.Add(file);
        return file;
    }
}
