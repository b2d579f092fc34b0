namespace Capsule.Journaling;

/// <summary>What a run was started with: all that is needed to execute it again.</summary>
public sealed record RunStart
{
    /// <summary>Its name.</summary>
    public required RunId Id { get; init; }

    /// <summary>The user's own name for it: a second run with the same key is not started. Null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The program's path, as the caller resolved it.</summary>
    public required string Program { get; init; }

    /// <summary>The identity of the program's contents; another one means that the program was changed since.</summary>
    public required string ProgramHash { get; init; }

    /// <summary>The name of the entry task.</summary>
    public required string Task { get; init; }

    /// <summary>The arguments, as JSON.</summary>
    public string Arguments { get; init; } = """{"args":[],"kwargs":{}}""";

    /// <summary>What the task finds in <c>sys.argv</c> behind the program's name.</summary>
    public IReadOnlyList<string> Argv { get; init; } = [];

    /// <summary>Whether it can be resumed: its writes are then made with <see cref="Durability.Durable"/>.</summary>
    public bool IsDurable { get; init; }

    /// <summary>What the caller set above the program's own policies, as JSON.</summary>
    public string Overrides { get; init; } = "{}";

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Created { get; init; }
}
