namespace Capsule.Runtime.Durable;

/// <summary>A task waits, and nothing of it needs to be in memory meanwhile.</summary>
/// <param name="WakeAt">When it continues at the latest, or null.</param>
/// <param name="Signals">The signals that it waits for.</param>
internal sealed record Suspension(DateTimeOffset? WakeAt, IReadOnlyList<string> Signals);
