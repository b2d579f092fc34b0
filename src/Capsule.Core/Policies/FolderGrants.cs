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

    /// <summary>Writes grants such that they read back.</summary>
    internal static OptionValue Write(IReadOnlyList<FolderGrant> folders) => new OptionValue.List([.. folders.Select(OptionValue (folder) =>
        new OptionValue.Table(new Dictionary<string, OptionValue>(StringComparer.Ordinal)
        {
            ["path"] = new OptionValue.Text(folder.Path),
            ["mode"] = new OptionValue.Text(folder.IsWritable ? "read-write" : "read-only"),
        }))]);

    /// <summary>
    /// Whether a grant gives nothing that the caps do not give. Of the caps that a folder is in, the innermost counts, and of two
    /// for the same folder the read-only one.
    /// </summary>
    /// <remarks>
    /// Threat: a writable grant of a folder that has a read-only one in it. A link or a renamed parent in the outer folder
    /// is a way round the inner one, so such a grant is not covered, even where the task declares the inner folder too.
    /// </remarks>
    internal static bool Cover(IReadOnlyList<FolderGrant> caps, FolderGrant folder)
    {
        if (FolderPath.Split(folder.Path, out _) is not { } names)
        {
            return false;
        }

        var (innermost, mayWrite) = (-1, false);
        foreach (var cap in caps)
        {
            if (FolderPath.Split(cap.Path, out _) is not { } place)
            {
                continue;
            }

            if (IsWithin(names, place))
            {
                mayWrite = place.Count > innermost ? cap.IsWritable : mayWrite && (place.Count < innermost || cap.IsWritable);
                innermost = Math.Max(innermost, place.Count);
            }
            else if (folder.IsWritable && !cap.IsWritable && IsWithin(place, names))
            {
                return false;
            }
        }

        return innermost >= 0 && (mayWrite || !folder.IsWritable);
    }

    private static bool IsWithin(IReadOnlyList<string> names, IReadOnlyList<string> outer) =>
        names.Take(outer.Count).SequenceEqual(outer, StringComparer.Ordinal);

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
