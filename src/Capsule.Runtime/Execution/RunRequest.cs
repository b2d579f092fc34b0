using System.Text.Json;

namespace Capsule.Runtime.Execution;

/// <summary>Asks to run a task.</summary>
internal sealed record RunRequest(
    string Module,
    string Task,
    IReadOnlyList<JsonElement> Args,
    IReadOnlyDictionary<string, JsonElement> Kwargs,
    IReadOnlyList<string> Argv,
    IReadOnlyDictionary<string, string> Env);
