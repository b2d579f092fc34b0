using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Capsule.Files;

namespace Capsule.Server.Hosting;

/// <summary>The certificate of the server, which is read again when its files change.</summary>
internal sealed partial class TlsCertificate
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(10);

    private readonly string certificate;
    private readonly string key;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private SslServerAuthenticationOptions current;
    private (FileIdentity?, FileIdentity?) seen;
    private long looked;

    private TlsCertificate(string certificate, string key, TimeProvider time, (FileIdentity?, FileIdentity?) seen, SslServerAuthenticationOptions current) =>
        (this.certificate, this.key, this.time, this.seen, this.current, looked) = (certificate, key, time, seen, current, time.GetTimestamp());

    /// <summary>Reads the files.</summary>
    /// <param name="certificate">The certificate and those between it and a root, in PEM.</param>
    /// <param name="key">Its key, in PEM; null where it is in the same file.</param>
    /// <param name="time">Says when to look at the files again.</param>
    internal static Outcome<TlsCertificate> Open(string certificate, string? key, TimeProvider time)
    {
        var seen = Look(certificate, key ?? certificate);
        return Read(certificate, key ?? certificate, time).TryGet(out var options, out var failure)
            ? new TlsCertificate(certificate, key ?? certificate, time, seen, options)
            : failure;
    }

    /// <summary>What a new connection gets. Files that cannot be used yet, such as of a pair of which one is new, leave it as it was.</summary>
    internal SslServerAuthenticationOptions Get(ILogger log)
    {
        lock (gate)
        {
            if (time.GetElapsedTime(looked) < Grain)
            {
                return current;
            }

            looked = time.GetTimestamp();
            var now = Look(certificate, key);
            if (now == seen)
            {
                return current;
            }

            if (Read(certificate, key, time).TryGet(out var options, out var failure))
            {
                (current, seen) = (options, now);
                LogRead(log, certificate);
            }
            else
            {
                LogUnusable(log, failure.Message);
            }

            return current;
        }
    }

    private static (FileIdentity?, FileIdentity?) Look(string certificate, string key) => (FileIdentity.Of(certificate), FileIdentity.Of(key));

    private static Outcome<SslServerAuthenticationOptions> Read(string certificate, string key, TimeProvider time)
    {
        try
        {
            var text = RegularFile.ReadText(certificate, RegularFile.SettingsLimit);
            var own = X509Certificate2.CreateFromPem(text, key == certificate ? text : RegularFile.ReadText(key, RegularFile.SettingsLimit));
            if (own.NotAfter <= time.GetLocalNow())
            {
                return Failure.Config($"the certificate in {certificate} has expired, on {own.NotAfter.ToUniversalTime():u}");
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(text);
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            };
        }
        catch (CryptographicException e)
        {
            return Failure.Config(
                $"the certificate in {certificate} and the key in {key} cannot be used: {e.Message.TrimEnd('.')}; both are in PEM, and the key is not encrypted");
        }
        catch (ArgumentException)
        {
            return Failure.Config($"the certificate in {certificate} cannot be used with the key in {key}, which is that of another one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Config($"the certificate cannot be read: {e.Message}");
        }
    }

    [LoggerMessage(LogLevel.Information, "The certificate in {File} has changed; new connections get it.")]
    private static partial void LogRead(ILogger log, string file);

    [LoggerMessage(LogLevel.Warning, "The files of the certificate have changed and cannot be used, so new connections get the one from before: {Problem}")]
    private static partial void LogUnusable(ILogger log, string problem);
}
