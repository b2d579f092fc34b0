using System.Text.Json;

namespace Capsule.Server.Http;

/// <summary>An answer in JSON.</summary>
/// <param name="status">Its status.</param>
/// <param name="write">Writes it.</param>
/// <param name="contentType">What it is.</param>
internal sealed class JsonAnswer(int status, Action<Utf8JsonWriter> write, string contentType = "application/json") : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body, EnvelopeJson.Options))
        {
            write(json);
        }

        var response = httpContext.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, contentType, body.Length);
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), httpContext.RequestAborted);
        }
    }
}
