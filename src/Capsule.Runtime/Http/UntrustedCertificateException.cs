using System.Security.Authentication;

namespace Capsule.Runtime.Http;

/// <summary>A certificate was not accepted; the message is one of ours, and holds nothing of the certificate.</summary>
internal sealed class UntrustedCertificateException(string message) : AuthenticationException(message);
