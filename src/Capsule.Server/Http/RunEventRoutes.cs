using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/runs/{id}/events</c>: what happens in a run, while it happens.</summary>
internal static class RunEventRoutes
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/runs/{id}/events", FollowAsync).Require(KeyRole.Read).WithMetadata(
        new ApiOperation("followRun", "Follows a run: server-sent events from its beginning, or behind one, to its end.")
        {
            Parameters = [new("header", "Last-Event-ID", "The id of the last event that is known.")],
            Answers = [(StatusCodes.Status200OK, "The events.", null)],
            ContentType = "text/event-stream",
        });

    private static async Task<IResult> FollowAsync(
        string id, HttpContext context, RunAccess access, EventStreams streams, RunWatches watches, ServerOptions options, TimeProvider time,
        IHostApplicationLifetime lifetime)
    {
        var written = context.Request.Headers["Last-Event-ID"].ToString();
        if ((written.Length == 0 ? RunPosition.Start : RunPosition.Parse(written)) is not { } from)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, Failure.Config("Last-Event-ID takes the id of an event of the run"));
        }

        using var stream = streams.Take(ApiKeyHandler.TenantOf(context));
        if (stream is null)
        {
            return Problems.Busy(context, "as many clients follow events as may");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        return await access.UseRunAsync(context, id, async (journal, run) =>
        {
            await new RunEventWriter(context, journal, run.Id, watches, options.EventPatience, time).WriteAsync(from, ending.Token);
            return Outcome<IResult>.Of(Results.Empty);
        });
    }
}
