namespace Capsule.Runtime.Secrets;

/// <summary>Refuses a body that holds a placeholder, while it passes in parts.</summary>
internal sealed class PlaceholderScan(IReadOnlyList<IssuedSecret> secrets)
{
    private readonly int kept = secrets.Count == 0 ? 0 : secrets.Max(secret => secret.PlaceholderBytes.Length) - 1;
    private byte[] tail = [];

    /// <summary>Looks at a part together with the end of what came before.</summary>
    internal void Pass(ReadOnlyMemory<byte> part)
    {
        if (kept == 0)
        {
            return;
        }

        byte[] seen = [.. tail, .. part.Span];
        if (secrets.FirstOrDefault(secret => seen.AsSpan().IndexOf(secret.PlaceholderBytes) >= 0) is { } secret)
        {
            throw TaskSecrets.Refusal(secret, "is in the body, where it may not be; allow it with \"in\": [\"headers\", \"body\"]");
        }

        tail = seen.Length <= kept ? seen : seen[^kept..];
    }
}
