using System.Security.Cryptography;
using System.Text;

namespace Capsule.Runtime.Secrets;

/// <summary>
/// The secrets of one run. All its tasks see the same placeholders, so that they can hand them to each other; what a task
/// may do with one is for that task's own policy.
/// </summary>
/// <param name="environment">Has the values.</param>
/// <param name="seed">
/// The run's own randomness, when it can be resumed: a replayed task must see the placeholders that it saw before. Else nothing.
/// </param>
internal sealed class RunSecrets(RunEnvironment environment, byte[] seed)
{
    private const string Prefix = "capsule-secret-";
    private const int LeastDigits = 40;
    private const int Longest = 8000;
    private readonly Dictionary<string, IssuedSecret?> secrets = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>Those that some task got a placeholder for.</summary>
    internal IReadOnlyList<IssuedSecret> Issued { get; private set; } = [];

    /// <summary>The secret with a name, or null when the variable is not set.</summary>
    internal IssuedSecret? Issue(string name)
    {
        lock (gate)
        {
            if (secrets.TryGetValue(name, out var known))
            {
                return known;
            }

            var issued = environment.Find(name) is { Length: > 0 and <= Longest } value
                ? new IssuedSecret(name, PlaceholderFor(name, value), value)
                : null;
            secrets.Add(name, issued);
            Issued = issued is null ? Issued : [.. Issued, issued];
            return issued;
        }
    }

    /// <summary>As long as the value where that is long enough to be unguessable: programs check lengths.</summary>
    private string PlaceholderFor(string name, string value)
    {
        var length = Math.Max(LeastDigits, value.Length - Prefix.Length);
        var bytes = seed.Length == 0
            ? RandomNumberGenerator.GetBytes((length + 1) / 2)
            : HKDF.DeriveKey(HashAlgorithmName.SHA256, seed, (length + 1) / 2, info: Encoding.UTF8.GetBytes("secret " + name));
        return Prefix + Convert.ToHexStringLower(bytes)[..length];
    }
}
