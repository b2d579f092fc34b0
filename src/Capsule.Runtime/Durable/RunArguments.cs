using System.Text.Json;

namespace Capsule.Runtime.Durable;

/// <summary>The arguments of a run's entry, as journals keep them.</summary>
internal sealed record RunArguments(IReadOnlyList<JsonElement> Args, IReadOnlyDictionary<string, JsonElement> Kwargs);
