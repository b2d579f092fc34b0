using System.Text.Json;
using Capsule.Journaling;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>The members of requests about journaled runs.</summary>
internal static class StoredRunMembers
{
    private const int MaxListed = 1000;

    internal static RequestMember<StoredRunParameters> Run { get; } =
        RequestMembers.Text<StoredRunParameters>("run", (request, id) => request with { Run = id });

    internal static RequestMember<StoredRunParameters> Directory { get; } =
        RequestMembers.Text<StoredRunParameters>("cwd", (request, path) => request with { Directory = path });

    internal static RequestMember<StoredRunParameters> Name { get; } =
        RequestMembers.Text<StoredRunParameters>("name", (request, name) => request with { Name = name });

    internal static RequestMember<StoredRunParameters> Payload { get; } =
        new("payload", (request, value) => request with { Payload = value });

    internal static RequestMember<StoredRunParameters> Status { get; } =
        RequestMembers.Text<StoredRunParameters>("status", (request, name) => ExecutionStatuses.TryParse(name, out var status)
            ? request with { Query = request.Query with { Status = status } }
            : Failure.Config($"\"status\" takes one of {string.Join(", ", Enum.GetValues<ExecutionStatus>().Select(known => $"\"{known.ToName()}\""))}"));

    internal static RequestMember<StoredRunParameters> IsOpen { get; } =
        RequestMembers.Flag<StoredRunParameters>("open", (request, open) => request with { Query = request.Query with { IsOpen = open } });

    internal static RequestMember<StoredRunParameters> Limit { get; } =
        RequestMembers.Of<StoredRunParameters>("limit", JsonValueKind.Number, $"a whole number from 1 to {MaxListed}", (request, value) =>
            value.TryGetInt32(out var limit) && limit is >= 1 and <= MaxListed
                ? request with { Query = request.Query with { Limit = limit } }
                : Failure.Config($"\"limit\" takes a whole number from 1 to {MaxListed}"));

    internal static RequestMember<StoredRunParameters> Mounts { get; } =
        RequestMembers.Texts<StoredRunParameters>("mounts", FolderMount.Forms, (request, mounts) => request with { Mounts = mounts });

    internal static RequestMember<StoredRunParameters> SitePackages { get; } =
        RequestMembers.Text<StoredRunParameters>("site_packages", (request, folder) => request with { SitePackages = folder });

    internal static RequestMember<StoredRunParameters> Packages { get; } =
        RequestMembers.Texts<StoredRunParameters>("packages", "requirements such as numpy>=2", (request, packages) => request with { Packages = packages });

    internal static RequestMember<StoredRunParameters> Tools { get; } =
        RequestMembers.Of<StoredRunParameters>("tools", JsonValueKind.Array, "an array", (request, list) =>
            ToolDeclaration.ReadAll(list).TryGet(out var tools, out var failure) ? request with { Tools = tools } : failure);

    internal static RequestMember<StoredRunParameters> AcceptsChanges { get; } =
        RequestMembers.Flag<StoredRunParameters>("accept_changes", (request, accepts) => request with { AcceptsChanges = accepts });

    internal static RequestMember<StoredRunParameters> Stream { get; } =
        RequestMembers.Flag<StoredRunParameters>("stream", (request, stream) => request with { Stream = stream });
}
