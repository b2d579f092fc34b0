using System.Net;
using Capsule.Network;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>Makes the request that is sent of the one that a guest asks for.</summary>
internal sealed class RequestBuilder(TaskSecrets secrets, Traffic traffic, HttpLimits limits)
{
    /// <summary>The path and query go out as they were checked: nobody normalises them again.</summary>
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    internal (HttpRequestMessage Message, UploadContent? Upload) Build(GuestRequest request, string method, TargetUrl url)
    {
        var isStreamed = request.Flag("stream");
        var length = LengthOf(request, isStreamed);
        var headers = HeaderRules.Read(request, url, length, limits.RequestHeaderBytes);
        secrets.RefuseIn(url.ToString(), "the URL");
        var body = isStreamed || length is null ? default : WholeBody(request.Payload, url);
        var upload = isStreamed ? new UploadContent(secrets.MayBeInBody(url) ? null : length) : null;
        var message = new HttpRequestMessage(new HttpMethod(method), ToUri(url))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = upload is not null ? upload : length is null ? null : new ReadOnlyMemoryContent(body),
        };
        message.Options.Set(GuardedConnector.UrlKey, url);
        try
        {
            AddHeaders(message, headers, url);
            return (message, upload);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static Uri ToUri(TargetUrl url) => Uri.TryCreate(url.ToString(), Verbatim, out var uri)
        ? uri
        : throw new GuestRequestException("the URL is not valid");

    private static long? LengthOf(GuestRequest request, bool isStreamed)
    {
        var length = request.OptionalNumber("length");
        if (length is not null and not (>= 0 and < 1L << 50) || length % 1 > 0)
        {
            throw new GuestRequestException("the body's length is no number of bytes");
        }

        return isStreamed || (length ?? 0) == request.Payload.Length
            ? (long?)length
            : throw new GuestRequestException("the body does not have the length that it was said to have");
    }

    private ReadOnlyMemory<byte> WholeBody(ReadOnlyMemory<byte> body, TargetUrl url)
    {
        traffic.Add(body.Length);
        return secrets.IsEmpty ? body : secrets.Body(body, url);
    }

    private void AddHeaders(HttpRequestMessage message, List<KeyValuePair<string, string>> headers, TargetUrl url)
    {
        var hasSecret = secrets.Sent.Count > 0;
        foreach (var (name, written) in headers)
        {
            secrets.RefuseIn(name, "the name of a header");
            var (changed, value) = secrets.Header(written, url);
            hasSecret |= changed;
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content ??= new ReadOnlyMemoryContent(default);
                _ = message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (hasSecret)
        {
            // A response that is not compressed can be searched for the secret.
            message.Headers.AcceptEncoding.Clear();
            _ = message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        }
    }
}
