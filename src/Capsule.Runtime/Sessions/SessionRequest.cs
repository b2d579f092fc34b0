namespace Capsule.Runtime.Sessions;

/// <summary>A request to <c>_capsule_guest.session.execute</c>; an operation uses the fields that it needs.</summary>
/// <param name="Op">The operation: <c>run</c>, <c>check</c>, <c>split</c>, <c>complete</c>.</param>
internal sealed record SessionRequest(string Op)
{
    public string? Source { get; init; }

    public string? Line { get; init; }

    /// <summary>What tracebacks call the source, or null for the cell's number.</summary>
    public string? Name { get; init; }

    /// <summary>What the source finds as <c>args</c>, or null where it finds none.</summary>
    public System.Text.Json.JsonElement? Args { get; init; }

    public int Number { get; init; }

    public bool Reseed { get; init; }

    /// <summary>With <see cref="Reseed"/>: the variables of the host that the session was granted.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }
}
