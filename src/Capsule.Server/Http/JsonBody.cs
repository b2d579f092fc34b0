using System.Text.Json;
using Capsule.Json;

namespace Capsule.Server.Http;

/// <summary>Reads bodies of requests: objects of JSON within bounds, each of them and all together.</summary>
internal sealed class JsonBody(BodyBudget budget)
{
    /// <summary>Arguments of code may be nested as deeply as arguments are elsewhere, one object further in.</summary>
    private static readonly JsonBounds Bounds = JsonBounds.Values with { WantsText = true };

    /// <summary>Reads a body and makes something of it; gives that, or the answer that says why it cannot be.</summary>
    /// <param name="context">The request. The server bounds the length of its body, and how slowly it may come; it counts until the request ends.</param>
    /// <param name="read">Makes something of it.</param>
    internal async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpContext context, Func<JsonElement, Outcome<T>> read)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return Refuse<T>(StatusCodes.Status415UnsupportedMediaType, "the body must be JSON: send Content-Type: application/json");
        }

        if (budget.Take(context) is { } refusal)
        {
            return (null, refusal);
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var json = BoundedJson.Parse(body.GetBuffer().AsSpan(..(int)body.Length), Bounds);
            return json.ValueKind != JsonValueKind.Object ? Refuse<T>(StatusCodes.Status400BadRequest, "the body must be a JSON object")
                : read(json).TryGet(out var value, out var failure) ? (value, null)
                : (null, Problems.Of(StatusCodes.Status400BadRequest, failure));
        }
        catch (JsonException e)
        {
            return Refuse<T>(StatusCodes.Status400BadRequest, $"the body is not valid JSON: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            return Refuse<T>(e.StatusCode, e.Message.TrimEnd('.'));
        }
    }

    private static (T?, IResult?) Refuse<T>(int status, string message)
        where T : class => (null, Problems.Of(status, Failure.Config(message)));
}
