using System.Text;
using System.Text.Json;
using Capsule.Journaling;
using Capsule.Json;

namespace Capsule.Runtime.Durable;

/// <summary>The arguments of a run's entry, as journals keep them.</summary>
internal sealed record RunArguments(IReadOnlyList<JsonElement> Args, IReadOnlyDictionary<string, JsonElement> Kwargs)
{
    /// <summary>Reads a run's arguments.</summary>
    /// <param name="start">What the run was started with.</param>
    /// <param name="journal">Where its journal is.</param>
    internal static Outcome<RunArguments> Read(RunStart start, string journal)
    {
        try
        {
            _ = BoundedJson.Measure(Encoding.UTF8.GetBytes(start.Arguments), JsonBounds.Wrapped);
            var arguments = JsonSerializer.Deserialize(start.Arguments, DurableJson.Default.RunArguments) ?? throw new JsonException();

            // JSON may escape half of a surrogate pair, which reads well and cannot be written.
            _ = arguments.ToJson();
            return arguments;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return JournalFailures.Unreadable(start.Id, journal, "arguments");
        }
    }

    internal string ToJson() => JsonSerializer.Serialize(this, DurableJson.Default.RunArguments);
}
