using System.Text.Json;
using Capsule.Runtime;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>POST /v1/execute</c>: code in a sandbox of its own.</summary>
internal static class ExecuteRoutes
{
    private const int PrintedLength = 1 << 20;

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/execute", ExecuteAsync).Require(KeyRole.Run).WithMetadata(
        new ApiOperation("execute", "Executes code in a sandbox of its own.")
        {
            Body = "ExecuteRequest",
            Answers = [(StatusCodes.Status200OK, "What came of it, whether it succeeded or not.", "Execution")],
        });

    /// <summary>An execution that fails is an answer like any other: the status is about the request.</summary>
    private static async Task<IResult> ExecuteAsync(HttpContext context, CapsuleRuntime runtime, JsonBody bodies, ExecutionSlots slots, ServerOptions options)
    {
        var (request, refusal) = await bodies.ReadAsync(context, ExecuteRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        var (slot, busy) = await slots.TakeAsync(context);
        if (slot is null)
        {
            return busy!;
        }

        using var held = slot;
        var run = options.Run with { Defaults = request.Limits.Override(options.Policy), Charge = slot.Charge };
        var result = await runtime.ExecuteAsync(
            request.Code!, request.Arguments, run, request.Language, PrintedLength, slot.Ended);
        return new JsonAnswer(StatusCodes.Status200OK, json => Write(json, result));
    }

    /// <summary>The envelope, and what was printed.</summary>
    private static void Write(Utf8JsonWriter json, CodeResult result)
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
}
