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

    /// <summary>What a key may be called, for messages.</summary>
    internal static readonly string NameForms = $"1 to {MaxName} characters, none of which controls a terminal";

    private static readonly RequestMember<KeyRequest>[] Members =
    [
        RequestMembers.AnyText<KeyRequest>("name", (request, name) => IsName(name)
            ? request with { Name = name }
            : Failure.Config($"\"name\" takes {NameForms}")),
        RequestMembers.AnyText<KeyRequest>("role", (request, name) => Roles.Parse(name) is { } role
            ? request with { Role = role }
            : Failure.Config("\"role\" takes \"read\", \"run\", \"admin\", \"operator\" or \"monitor\"")),
        new("expires_in", (request, value) => Duration.Read(OptionValues.FromJson(value)) is { } time
            ? request with { ExpiresIn = time }
            : Failure.Config($"\"expires_in\" takes {Duration.Forms}")),
    ];

    internal string? Name { get; init; }

    internal KeyRole Role { get; init; } = KeyRole.Run;

    /// <summary>After how long the key ends; null for never.</summary>
    internal TimeSpan? ExpiresIn { get; init; }

    /// <summary>Whether a key may be called so.</summary>
    internal static bool IsName(string text) => text.Length is > 0 and <= MaxName && !text.Any(char.IsControl);

    /// <summary>The key that is wanted.</summary>
    internal NewApiKey ToKey(TimeProvider time) => new(Name!, Role, ExpiresIn is { } span ? time.GetUtcNow() + span : null);

    /// <summary>Reads a body.</summary>
    internal static Outcome<KeyRequest> Read(JsonElement body) =>
        !RequestMember<KeyRequest>.Read(body, Members, new KeyRequest()).TryGet(out var request, out var failure) ? failure
        : request.Name is null ? Failure.Config("\"name\" is missing: what people call the key")
        : request;
}
