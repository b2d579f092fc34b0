using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Capsule.Runtime.Http;

/// <summary>Trusts further certificate authorities besides the system's.</summary>
internal sealed class CertificateTrust(IReadOnlyList<X509Certificate2> roots)
{
    /// <summary>The check, or null for the system's own.</summary>
    internal RemoteCertificateValidationCallback? Callback => roots.Count == 0 ? null : IsTrusted;

    private bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return own.Build(server);
    }
}
