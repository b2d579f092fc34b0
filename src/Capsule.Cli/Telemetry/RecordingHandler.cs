using System.Globalization;

namespace Capsule.Cli.Telemetry;

/// <summary>Sends with the SDK's own client, which knows the certificates to use, and records what became of it.</summary>
internal sealed class RecordingHandler(HttpClient inner, SendRecord record) : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        record.Begin();
        try
        {
            return Recorded(request, inner.Send(Copy(request), HttpCompletionOption.ResponseHeadersRead, cancellationToken));
        }
        catch (Exception e) when (Note(request, e))
        {
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        record.Begin();
        try
        {
            return Recorded(request, await inner.SendAsync(
                Copy(request), HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (Note(request, e))
        {
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A client takes no message that another one has taken.</summary>
    private static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            _ = copy.Headers.TryAddWithoutValidation(name, values);
        }

        return copy;
    }

    private HttpResponseMessage Recorded(HttpRequestMessage request, HttpResponseMessage response)
    {
        record.End(
            !response.IsSuccessStatusCode
                ? string.Create(CultureInfo.InvariantCulture, $"{Show(request)} answered with status {(int)response.StatusCode}")
            : response.Headers.TryGetValues("grpc-status", out var status) && status.FirstOrDefault() is { } code and not "0"
                ? $"{Show(request)} answered with gRPC status {code}"
            : null);
        return response;
    }

    private bool Note(HttpRequestMessage request, Exception e)
    {
        record.End(e is OperationCanceledException
            ? $"{Show(request)} did not answer in time"
            : $"{Show(request)} could not be reached: {e.GetBaseException().Message}");
        return true;
    }

    /// <summary>Without user information and query, which may be credentials.</summary>
    private static string Show(HttpRequestMessage request) => request.RequestUri is { } url
        ? $"{url.Scheme}://{url.Authority}{url.AbsolutePath}"
        : "the collector";
}
