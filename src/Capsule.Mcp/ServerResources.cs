using ModelContextProtocol.Protocol;

namespace Capsule.Mcp;

/// <summary>All resources of the server: files that code wrote, and the runs of a project.</summary>
/// <param name="files">The files.</param>
/// <param name="runs">The runs, or null for none.</param>
internal sealed class ServerResources(FileResources files, RunResources? runs)
{
    internal async ValueTask<ListResourcesResult> ListAsync(CancellationToken cancellationToken) => new()
    {
        Resources = [.. runs is null ? [] : (await runs.ListAsync(cancellationToken).ConfigureAwait(false)).Resources, .. files.List()],
    };

    internal ListResourceTemplatesResult Templates() => new()
    {
        ResourceTemplates = [.. runs is null ? [] : RunResources.Templates().ResourceTemplates, .. FileResources.Templates()],
    };

    internal ValueTask<ReadResourceResult> ReadAsync(string uri, CancellationToken cancellationToken) =>
        runs is null || FileResources.Has(uri) ? files.ReadAsync(uri, cancellationToken) : runs.ReadAsync(uri, cancellationToken);
}
