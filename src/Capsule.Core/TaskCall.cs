using System.Text.Json;

namespace Capsule;

/// <summary>A call of a task.</summary>
public sealed record TaskCall
{
    /// <summary>The task's name, or null for the program's entry.</summary>
    public string? Task { get; init; }

    /// <summary>Positional arguments.</summary>
    public IReadOnlyList<JsonElement> Args { get; init; } = [];

    /// <summary>Arguments by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Kwargs { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What the task finds in <c>sys.argv</c> behind the program's name.</summary>
    public IReadOnlyList<string> Argv { get; init; } = [];
}
