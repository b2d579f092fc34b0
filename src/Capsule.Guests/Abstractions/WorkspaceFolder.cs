namespace Capsule.Guests.Abstractions;

/// <summary>A folder.</summary>
/// <param name="Name">Its name.</param>
/// <param name="List">Gives what is in it, when a guest looks into it first.</param>
internal sealed record WorkspaceFolder(string Name, Func<IEnumerable<WorkspaceNode>> List) : WorkspaceNode(Name)
{
    /// <summary>A folder without anything in it.</summary>
    public static readonly WorkspaceFolder Empty = new("", () => []);

    /// <summary>A folder with files at relative paths, with slashes.</summary>
    public static WorkspaceFolder Of(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files, string name = "")
    {
        var children = files
            .Select(file => (Path: file.Key.Split('/', 2), file.Value))
            .GroupBy(file => file.Path[0], StringComparer.Ordinal)
            .Select(group => Child(group.Key, [.. group.Select(file => (file.Path, file.Value))]))
            .ToArray();
        return new WorkspaceFolder(name, () => children);
    }

    private static WorkspaceNode Child(string name, (string[] Path, ReadOnlyMemory<byte> Contents)[] files) =>
        files is [{ Path.Length: 1 } file]
            ? new WorkspaceFile(name, file.Contents.Length, () => file.Contents)
            : Of(
                files.Where(file => file.Path.Length > 1)
                    .Select(file => KeyValuePair.Create(file.Path[1], file.Contents)),
                name);
}
