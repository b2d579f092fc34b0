namespace Capsule.Runtime.Sessions;

/// <summary>What may follow the end of a line.</summary>
/// <param name="Start">Where in the line what is replaced starts.</param>
/// <param name="Matches">The replacements, sorted.</param>
internal sealed record SessionCompletion(int Start, IReadOnlyList<string> Matches);
