using System.Text.Json;

namespace Capsule.Runtime;

/// <summary>The value of a cell's last expression.</summary>
/// <param name="Repr">What Python shows, a megabyte at most.</param>
/// <param name="Json">The value, where JSON can hold it (docs/reference/envelope.md has the rules).</param>
/// <param name="Data">Its representations.</param>
public sealed record SessionValue(string Repr, JsonElement? Json, MimeBundle Data);
