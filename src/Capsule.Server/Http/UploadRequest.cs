using System.Text.Json;
using Capsule.Runtime.Worker;
using Capsule.Server.Programs;

namespace Capsule.Server.Http;

/// <summary>The body of <c>POST /v1/programs</c> that has sources.</summary>
internal sealed record UploadRequest
{
    private static readonly RequestMember<UploadRequest>[] Members =
    [
        RequestMembers.Text<UploadRequest>("name", (request, name) => ProgramAlias.IsName(name)
            ? request with { Name = name }
            : Failure.Config($"\"name\" takes {ProgramAlias.Form}")),
        RequestMembers.Text<UploadRequest>("main", (request, path) => request with { Main = path }),
        RequestMembers.Of<UploadRequest>("files", JsonValueKind.Object, "an object of files by path", (request, json) =>
            ProgramFiles.Read(json).TryGet(out var files, out var failure) ? request with { Files = files } : failure),
    ];

    /// <summary>An alias that is to lead to the version, or null.</summary>
    internal string? Name { get; init; }

    /// <summary>The program.</summary>
    internal UploadedSources Sources { get; private init; } = null!;

    private string? Main { get; init; }

    private IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Files { get; init; }

    /// <summary>Reads a body.</summary>
    internal static Outcome<UploadRequest> Read(JsonElement body) =>
        !RequestMember<UploadRequest>.Read(body, Members, new UploadRequest()).TryGet(out var request, out var failure) ? failure
        : request.Files is null ? Failure.Config("\"files\" is missing: the program's sources by path, such as {\"files\": {\"main.py\": \"…\"}}")
        : UploadedSources.Of(request.Files, request.Main).TryGet(out var sources, out failure) ? request with { Sources = sources }
        : failure;
}
