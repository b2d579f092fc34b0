using System.Text.Json;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Worker;
using Capsule.Server.Keys;

namespace Capsule.Server.Http;

/// <summary>The body of <c>POST /v1/keys</c>.</summary>
internal sealed record KeyRequest
{
    private const int MaxName = 100;

    private static readonly RequestMember<KeyRequest>[] Members =
    [
        RequestMembers.AnyText<KeyRequest>("name", (request, name) => name.Length is > 0 and <= MaxName && !name.Any(char.IsControl)
            ? request with { Name = name }
            : Failure.Config($"\"name\" takes 1 to {MaxName} characters, none of which controls a terminal")),
        RequestMembers.AnyText<KeyRequest>("role", (request, name) => Roles.Parse(name) is { } role
            ? request with { Role = role }
            : Failure.Config("\"role\" takes \"read\", \"run\" or \"admin\"")),
        new("expires_in", (request, value) => Duration.Read(OptionValues.FromJson(value)) is { } time
            ? request with { ExpiresIn = time }
            : Failure.Config($"\"expires_in\" takes {Duration.Forms}")),
    ];

    internal string? Name { get; init; }

    internal KeyRole Role { get; init; } = KeyRole.Run;

    /// <summary>After how long the key ends; null for never.</summary>
    internal TimeSpan? ExpiresIn { get; init; }

    /// <summary>Reads a body.</summary>
    internal static Outcome<KeyRequest> Read(JsonElement body) =>
        !RequestMember<KeyRequest>.Read(body, Members, new KeyRequest()).TryGet(out var request, out var failure) ? failure
        : request.Name is null ? Failure.Config("\"name\" is missing: what people call the key")
        : request;
}
