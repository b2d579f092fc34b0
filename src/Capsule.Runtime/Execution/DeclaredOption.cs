using System.Text.Json;

namespace Capsule.Runtime.Execution;

/// <summary>An option's value: as JSON, or shown as text where JSON cannot hold it.</summary>
internal sealed record DeclaredOption(JsonElement? Json, string? Text);
