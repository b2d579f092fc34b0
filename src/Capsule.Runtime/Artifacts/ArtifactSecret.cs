using Capsule.Network;

namespace Capsule.Runtime.Artifacts;

/// <summary>A secret in an artifact: its name and where it may go, never its value.</summary>
internal sealed record ArtifactSecret(string Name, IReadOnlyList<string> Hosts, bool InHeaders, bool InBody)
{
    internal static ArtifactSecret Of(SecretGrant secret) => new(secret.Name, secret.Hosts, secret.InHeaders, secret.InBody);

    internal SecretGrant ToGrant() => new(Name, Hosts, InHeaders, InBody);
}
