using System.Net;
using System.Security.Cryptography.X509Certificates;
using Capsule.Server.Hosting;
using Capsule.Server.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Capsule.Server.Tests.Hosting;

/// <summary>The server over TLS.</summary>
public sealed class TlsCertificateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_server_answers_over_https_with_http_2()
    {
        var (certificate, key) = TestCertificate.Create();
        using var server = ServeProcess.Start(
            "--listen", "https://127.0.0.1:0", "--tls-certificate", folder.Write("own.pem", certificate), "--tls-key", folder.Write("own.key", key),
            "--data", Path.Combine(folder.Path, "data"));
        await server.ReadyAsync();

        using var own = X509Certificate2.CreateFromPem(certificate);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, theirs, _, _) => theirs?.Thumbprint == own.Thumbprint };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.GetAsync(new Uri(server.Url + "/health/ready"), TestContext.Current.CancellationToken);

        Assert.StartsWith("https://", server.Url, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void Files_that_change_are_read_again_and_until_both_fit_the_ones_from_before_stay()
    {
        var time = new TickingTime(TimeSpan.FromMinutes(1));
        var (first, firstKey) = TestCertificate.Create();
        var (second, secondKey) = TestCertificate.Create();
        var (certificate, key) = (folder.Write("own.pem", first), folder.Write("own.key", firstKey));
        var tls = TlsCertificate.Open(certificate, key, time).OrThrow();
        Assert.Equal(ThumbprintOf(first), Thumbprint(tls));

        File.WriteAllText(certificate, second);
        Assert.Equal(ThumbprintOf(first), Thumbprint(tls));

        File.WriteAllText(key, secondKey);
        Assert.Equal(ThumbprintOf(second), Thumbprint(tls));
    }

    [Fact]
    public void What_is_wrong_with_a_certificate_is_said_at_the_start()
    {
        var (certificate, key) = TestCertificate.Create();
        var (_, otherKey) = TestCertificate.Create();
        var (old, oldKey) = TestCertificate.Create(DateTimeOffset.UnixEpoch.AddDays(1));
        var own = folder.Write("own.pem", certificate);
        Assert.Contains("cannot be used", Problem(own, folder.Write("other.key", otherKey)), StringComparison.Ordinal);
        Assert.Contains("cannot be used", Problem(own, null), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Problem(Path.Combine(folder.Path, "none.pem"), null), StringComparison.Ordinal);
        Assert.Contains("has expired, on 1970-01-02", Problem(folder.Write("old.pem", old + oldKey), null), StringComparison.Ordinal);
        Assert.Null(Problem(folder.Write("both.pem", certificate + key), null));
    }

    public void Dispose() => folder.Dispose();

    private static string? Problem(string certificate, string? key) => TlsCertificate.Open(certificate, key, TimeProvider.System).Failure?.Message;

    private static string Thumbprint(TlsCertificate tls) => tls.Get(NullLogger.Instance).ServerCertificateContext!.TargetCertificate.Thumbprint;

    private static string ThumbprintOf(string certificate) => X509Certificate2.CreateFromPem(certificate).Thumbprint;
}
