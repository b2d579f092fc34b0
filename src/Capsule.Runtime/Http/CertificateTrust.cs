using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Capsule.Runtime.Http;

/// <summary>Trusts further certificate authorities besides the system's.</summary>
internal sealed class CertificateTrust(IReadOnlyList<X509Certificate2> roots)
{
    /// <summary>The check: it says what is wrong with a certificate, which SslStream only does where nobody else checks.</summary>
    /// <exception cref="UntrustedCertificateException">The certificate is not trusted.</exception>
    internal bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        IsTrusted(certificate, chain, errors) ? true : throw new UntrustedCertificateException(
            errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "the server has no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "the server's certificate is for another name"
            : "the server's certificate is of no authority that is trusted, or not valid now");

    private bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || roots.Count == 0 || certificate is not X509Certificate2 server)
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
