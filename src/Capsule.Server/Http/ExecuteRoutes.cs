using System.Text.Json;
using Capsule.Runtime;
using Capsule.Server.Keys;

namespace Capsule.Server.Http;

/// <summary><c>POST /v1/execute</c>: code in a sandbox of its own.</summary>
internal static class ExecuteRoutes
{
    private const int PrintedLength = 1 << 20;

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/execute", ExecuteAsync).Require(KeyRole.Run);

    /// <summary>An execution that fails is an answer like any other: the status is about the request.</summary>
    private static async Task<IResult> ExecuteAsync(HttpContext context, CapsuleRuntime runtime, ExecutionSlots slots, BodyBudget bodies, ServerOptions options)
    {
        using var share = bodies.Take(context.Request);
        if (share is null)
        {
            return Busy(context, $"requests with {options.BodyBytesAtOnce} bytes are under way, which is the most");
        }

        var (request, refusal) = await JsonBody.ReadAsync(context, ExecuteRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        using var slot = await slots.TakeAsync(context.RequestAborted);
        if (slot is null)
        {
            return Busy(context, $"{options.MaxConcurrent} executions are under way, which is the most");
        }

        var run = new RunOptions { Defaults = request.Limits.Override(options.Policy), Caps = options.Caps, Tools = [] };
        var result = await runtime.ExecuteAsync(
            request.Code!, request.Arguments, run, request.Language, PrintedLength, context.RequestAborted);
        return Results.Bytes(ToJson(result), "application/json");
    }

    private static IResult Busy(HttpContext context, string why)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, new Failure(ErrorType.LimitExceeded, $"{why}: try again in a second"));
    }

    /// <summary>The envelope, and what was printed.</summary>
    private static byte[] ToJson(CodeResult result)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, EnvelopeJson.Options))
        {
            json.WriteStartObject();
            EnvelopeJson.WriteMembers(json, result.Envelope);
            json.WriteString("stdout", result.Output);
            json.WriteString("stderr", result.Errors);
            if (result.OutputWasCut)
            {
                json.WriteBoolean("output_cut", true);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
