using Capsule.Journaling;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>The resources of the server: the runs of the project, and their traces.</summary>
internal sealed class RunResources(IRunTraces traces)
{
    private const string Root = "capsule://runs";
    private const string Tree = "/tree";
    private const string Json = "application/json";
    private const string Text = "text/plain";

    /// <summary>How many runs are listed.</summary>
    private const int MaxRuns = 50;

    /// <summary>Threat: a run of a hundred thousand tasks floods the client.</summary>
    private const int MostCharacters = 4_000_000;

    internal async ValueTask<ListResourcesResult> ListAsync(CancellationToken cancellationToken) => new()
    {
        Resources =
        [
            new Resource { Uri = Root, Name = "runs", MimeType = Json, Description = $"The {MaxRuns} youngest runs of the project." },
            .. (await RecentAsync(cancellationToken).ConfigureAwait(false)).Select(run => new Resource
            {
                Uri = $"{Root}/{run.Id}",
                Name = run.Start.Task,
                MimeType = Json,
                Description = $"{run.Status.ToName()}, started {run.Start.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC",
            }),
        ],
    };

    internal static ListResourceTemplatesResult Templates() => new()
    {
        ResourceTemplates =
        [
            new ResourceTemplate
            {
                UriTemplate = $"{Root}/{{id}}",
                Name = "run",
                MimeType = Json,
                Description = "A run: its tasks with their envelopes, times, attempts, compute and memory.",
            },
            new ResourceTemplate
            {
                UriTemplate = $"{Root}/{{id}}{Tree}",
                Name = "run-tree",
                MimeType = Text,
                Description = "The tasks of a run as a tree of text; shorter than the run itself.",
            },
        ],
    };

    internal async ValueTask<ReadResourceResult> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        if (uri == Root)
        {
            return Contents(uri, Json, traces.ListJson(await RecentAsync(cancellationToken).ConfigureAwait(false)));
        }

        var isTree = uri.EndsWith(Tree, StringComparison.Ordinal);
        if (Find(isTree ? uri[..^Tree.Length] : uri) is not { } run)
        {
            throw NotFound($"there is no resource '{uri}'; there are {Root}, {Root}/ID and {Root}/ID{Tree}");
        }

        var read = await (isTree ? traces.TreeAsync(run, cancellationToken) : traces.JsonAsync(run, cancellationToken)).ConfigureAwait(false);
        return !read.TryGet(out var trace, out var failure) ? throw NotFound(failure.Message)
            : trace.Length > MostCharacters ? throw TooLong(uri, trace.Length, isTree)
            : Contents(uri, isTree ? Text : Json, trace);
    }

    private async Task<IReadOnlyList<RunRecord>> RecentAsync(CancellationToken cancellationToken) =>
        (await traces.RecentAsync(MaxRuns, cancellationToken).ConfigureAwait(false)).TryGet(out var runs, out var failure)
            ? runs
            : throw new McpProtocolException(failure.Message, McpErrorCode.InternalError);

    private static RunId? Find(string uri) =>
        uri.StartsWith(Root + "/", StringComparison.Ordinal) && RunId.TryParse(uri[(Root.Length + 1)..], out var run) ? run : null;

    private static ReadResourceResult Contents(string uri, string type, string text) =>
        new() { Contents = [new TextResourceContents { Uri = uri, MimeType = type, Text = text }] };

    private static McpProtocolException NotFound(string message) => new(message, McpErrorCode.ResourceNotFound);

    private static McpProtocolException TooLong(string uri, int length, bool isTree) => new(
        $"{uri} has {length} characters, and {MostCharacters} are the most: "
        + (isTree ? "use 'capsule trace' in a shell" : $"read {uri}{Tree}, or use 'capsule trace --json' in a shell"),
        McpErrorCode.InternalError);
}
