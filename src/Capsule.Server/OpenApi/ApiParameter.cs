namespace Capsule.Server.OpenApi;

/// <summary>Something that a request may have in its query or headers.</summary>
/// <param name="Place"><c>query</c> or <c>header</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is.</param>
/// <param name="Type">Its type in JSON schema.</param>
internal sealed record ApiParameter(string Place, string Name, string Meaning, string Type = "string")
{
    internal static readonly ApiParameter Limit = new("query", "limit", "How many items at most, 1 to 200; 50 by default.", "integer");

    internal static readonly ApiParameter Cursor = new("query", "cursor", "What an answer before gave as `next`.");

    internal static readonly ApiParameter Wait = new("query", "wait", "How long to wait for the end of the run, such as `30s`; at most `60s`.");

    internal static readonly ApiParameter IfMatch = new("header", "If-Match", "The `ETag` that it has to have now.");

    internal static readonly ApiParameter IfNoneMatch = new("header", "If-None-Match", "`*` for one that is to be new.");
}
