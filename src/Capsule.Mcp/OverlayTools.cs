using System.Text;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The tool that shows a model what its code changed in folders that stay as they are until a person applies the changes.</summary>
/// <param name="mounts">What code was given.</param>
/// <param name="stateDirectory">Where overlays are kept.</param>
/// <param name="most">How long an answer may be.</param>
internal sealed class OverlayTools(IReadOnlyList<FolderMount> mounts, string stateDirectory, int most)
{
    private const string Output = """
        {"type": "object", "required": ["changes", "left_out", "diff"], "properties": {
            "changes": {"type": "array", "items": {"type": "object", "required": ["path", "change", "type"], "properties": {
                "path": {"type": "string"}, "change": {"enum": ["added", "modified", "deleted"]}, "type": {"enum": ["file", "folder", "link", "other"]}}}},
            "left_out": {"type": "integer", "description": "How many more changes there are."},
            "diff": {"type": "string", "description": "A unified diff of the files."}}}
        """;

    private readonly FolderMount[] overlays = [.. mounts.Where(mount => mount.OverlayId is not null)];

    internal IEnumerable<McpTool> All() => overlays.Length == 0 ? [] :
    [
        new(
            "folder_diff",
            "Shows what code has changed in the folders that a person looks at before changes become real: a list, and a unified diff.",
            McpSchemas.Nothing, Output, (_, cancellationToken) => Task.Run(() => Diff(cancellationToken), cancellationToken))
        {
            Title = "Show changed files",
            Effects = ToolEffects.Reads,
        },
    ];

    private CallToolResult Diff(CancellationToken cancellationToken)
    {
        var (changes, diff) = (new List<FolderChange>(), new StringBuilder());
        foreach (var mount in overlays)
        {
            if (!FolderOverlay.TryOpen(mount.OverlayId!, stateDirectory).TryGet(out var overlay, out var failure)
                || !overlay.TryGetDiff(cancellationToken).TryGet(out var found, out failure))
            {
                return McpAnswer.Of(failure);
            }

            changes.AddRange(found.Changes.Select(change => change with { Path = $"{mount.GuestPath.TrimEnd('/')}/{change.Path}" }));
            diff.Append(found.Text);
        }

        return Answer(changes, diff.ToString());
    }

    private CallToolResult Answer(List<FolderChange> changes, string diff)
    {
        var shares = AnswerBudget.Share(most - AnswerBudget.Framing, changes.Sum(SizeOf), Excerpt.SizeOf(diff));
        var left = shares[0];
        var told = changes.TakeWhile(change => (left -= SizeOf(change)) >= 0).ToArray();
        var excerpt = Excerpt.Of(diff, shares[1]).Text;
        return McpAnswer.Of(isError: false, writer =>
        {
            writer.WriteStartArray("changes");
            foreach (var change in told)
            {
                writer.WriteStartObject();
                writer.WriteString("path", change.Path);
                writer.WriteString("change", change.Kind.ToString().ToLowerInvariant());
                writer.WriteString("type", change.Type.ToString().ToLowerInvariant());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("left_out", changes.Count - told.Length);
            writer.WriteString("diff", excerpt);
        });
    }

    private static int SizeOf(FolderChange change) => Excerpt.SizeOf(change.Path) + 60;
}
