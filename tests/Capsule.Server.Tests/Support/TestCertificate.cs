using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Capsule.Server.Tests.Support;

/// <summary>A certificate for this machine, which signs itself.</summary>
internal static class TestCertificate
{
    /// <summary>Makes one; gives it and its key in PEM.</summary>
    internal static (string Certificate, string Key) Create(DateTimeOffset? expires = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=capsule-test", key, HashAlgorithmName.SHA256) { CertificateExtensions = { names.Build() } };
        using var own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, expires ?? TimeProvider.System.GetUtcNow().AddDays(1));
        return (own.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
