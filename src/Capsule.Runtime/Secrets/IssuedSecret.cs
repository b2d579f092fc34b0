using System.Text;

namespace Capsule.Runtime.Secrets;

/// <summary>A secret in one run: what guests see, and what it stands for. The value is never shown.</summary>
internal sealed class IssuedSecret(string name, string placeholder, string value)
{
    /// <summary>Shorter values occur in responses by chance: replacing them would corrupt those.</summary>
    private const int LeastToScrub = 8;

    private readonly Lazy<SecretSpelling[]> spellings = new(() => SecretSpelling.Of(value));

    internal string Name => name;

    internal string Placeholder => placeholder;

    internal string Value => value;

    internal byte[] PlaceholderBytes { get; } = Encoding.UTF8.GetBytes(placeholder);

    internal byte[] ValueBytes { get; } = Encoding.UTF8.GetBytes(value);

    /// <summary>Whether it was sent: then responses may hold it.</summary>
    internal bool WasSent { get; set; }

    /// <summary>What responses are searched for.</summary>
    internal IReadOnlyList<SecretSpelling> Spellings => spellings.Value;

    internal bool CanBeScrubbed => value.Length >= LeastToScrub;

    public override string ToString() => name;
}
