using System.Text.Json;
using Capsule.Runtime.Worker;
using Capsule.Server.Programs;

namespace Capsule.Server.Http;

/// <summary>The body of <c>PUT /v1/programs/aliases/{name}</c>.</summary>
internal sealed record AliasRequest(string Version)
{
    private static readonly RequestMember<AliasRequest>[] Members =
    [
        RequestMembers.Text<AliasRequest>("version", (_, version) => ProgramVersion.IsName(version)
            ? new AliasRequest(version)
            : Failure.Config("\"version\" takes the version of a program: 64 hexadecimal digits")),
    ];

    /// <summary>Reads a body.</summary>
    internal static Outcome<AliasRequest> Read(JsonElement body) =>
        !RequestMember<AliasRequest>.Read(body, Members, new AliasRequest("")).TryGet(out var request, out var failure) ? failure
        : request.Version.Length == 0 ? Failure.Config("\"version\" is missing: the version that the alias leads to")
        : request;
}
