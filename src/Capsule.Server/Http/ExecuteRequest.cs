using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Worker;

namespace Capsule.Server.Http;

/// <summary>The body of <c>POST /v1/execute</c>.</summary>
internal sealed record ExecuteRequest
{
    private static readonly RequestMember<ExecuteRequest>[] Members =
    [
        RequestMembers.AnyText<ExecuteRequest>("code", (request, code) => request with { Code = code }),
        RequestMembers.Language<ExecuteRequest>((request, language) => request with { Language = language }),
        new("args", (request, args) => request with { Arguments = args }),
        RequestMembers.Limits<ExecuteRequest>("limits", request => request.Limits, (request, limits) => request with { Limits = limits }),
    ];

    /// <summary>The source.</summary>
    internal string? Code { get; init; }

    internal GuestLanguage Language { get; init; } = GuestLanguage.Python;

    /// <summary>What the code finds as <c>args</c>.</summary>
    internal JsonElement? Arguments { get; init; }

    internal TaskLimits Limits { get; init; } = TaskLimits.None;

    /// <summary>Reads a body.</summary>
    internal static Outcome<ExecuteRequest> Read(JsonElement body) =>
        !RequestMember<ExecuteRequest>.Read(body, Members, new ExecuteRequest()).TryGet(out var request, out var failure) ? failure
        : request.Code is null ? Failure.Config("\"code\" is missing: the source to execute, such as {\"code\": \"6*7\"}")
        : request;
}
