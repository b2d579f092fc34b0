namespace Capsule.Mcp;

/// <summary>Files of a session that have what an answer leaves out.</summary>
/// <param name="Output">All that was printed, or null.</param>
/// <param name="Value">The whole value, or null.</param>
internal sealed record RestFiles(string? Output, string? Value);
