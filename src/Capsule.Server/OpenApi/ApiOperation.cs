namespace Capsule.Server.OpenApi;

/// <summary>What a route does, for <c>/openapi.json</c>. Its path, its method and the role that it asks for are the route's own.</summary>
/// <param name="Id">Its name in clients that are generated.</param>
/// <param name="Summary">What it does.</param>
internal sealed record ApiOperation(string Id, string Summary)
{
    /// <summary>The schema of its body in JSON, or null for none.</summary>
    internal string? Body { get; init; }

    /// <summary>A type of content that its body may have and that has no schema here, or null.</summary>
    internal string? OtherBody { get; init; }

    /// <summary>What its query and headers may have.</summary>
    internal IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Its answers when it succeeds: status, what it means, and the schema of the body, or null for none.</summary>
    internal IReadOnlyList<(int Status, string Meaning, string? Schema)> Answers { get; init; } = [];

    /// <summary>The type of content of its answers, where that is not JSON.</summary>
    internal string? ContentType { get; init; }
}
