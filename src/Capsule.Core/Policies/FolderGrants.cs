using Capsule.Options;

namespace Capsule.Policies;

/// <summary>Reads the option <c>allowed_files</c>.</summary>
internal static class FolderGrants
{
    internal const string Forms =
        "a list of folders such as [\"./data\", {\"path\": \"./output\", \"mode\": \"read-write\"}]";

    /// <summary>Reads an option; null when it is none of <see cref="Forms"/>.</summary>
    internal static IReadOnlyList<FolderGrant>? Read(OptionValue value)
    {
        if (value is not OptionValue.List list)
        {
            return null;
        }

        var folders = list.Items.Select(ReadOne).OfType<FolderGrant>().ToArray();
        return folders.Length == list.Items.Count ? folders : null;
    }

    /// <summary>Whether a grant gives nothing that another one does not give: it is that folder or one below, and no more writable.</summary>
    internal static bool Covers(FolderGrant cap, FolderGrant folder) =>
        FolderPath.Split(cap.Path, out _) is { } outer && FolderPath.Split(folder.Path, out _) is { } inner
        && (cap.IsWritable || !folder.IsWritable)
        && inner.Take(outer.Count).SequenceEqual(outer, StringComparer.Ordinal);

    /// <summary>A folder without a mode is read-write, as in the product that this one replaces.</summary>
    private static FolderGrant? ReadOne(OptionValue item) => item switch
    {
        OptionValue.Text { Value.Length: > 0 } text => new FolderGrant(text.Value, IsWritable: true),
        OptionValue.Table table => ReadTable(table.Items),
        _ => null,
    };

    private static FolderGrant? ReadTable(IReadOnlyDictionary<string, OptionValue> items)
    {
        if (items.GetValueOrDefault("path") is not OptionValue.Text { Value.Length: > 0 } path
            || items.Keys.Any(key => key is not ("path" or "mode")))
        {
            return null;
        }

        return items.GetValueOrDefault("mode", new OptionValue.Text("read-write")) switch
        {
            OptionValue.Text { Value: "read-write" or "rw" } => new FolderGrant(path.Value, IsWritable: true),
            OptionValue.Text { Value: "read-only" or "ro" } => new FolderGrant(path.Value, IsWritable: false),
            _ => null,
        };
    }
}
