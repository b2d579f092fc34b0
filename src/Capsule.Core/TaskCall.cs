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

    /// <summary>
    /// What the task finds in <c>sys.argv</c> behind the program's name. Where <see cref="Args"/> are the same strings, they are words of a
    /// command line: each is read as the type that its parameter is annotated with.
    /// </summary>
    public IReadOnlyList<string> Argv { get; init; } = [];
}
