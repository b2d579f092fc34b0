using System.Globalization;
using System.Text.Json;
using Capsule.Journaling;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/runs</c>: the runs of the caller's tenant.</summary>
internal static class RunRoutes
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/runs", StartAsync).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("startRun", "Starts a run.")
            {
                Body = "RunRequest",
                Parameters = [ApiParameter.Wait, new("header", "Idempotency-Key", "The client's own name for the run: a second request with the same starts no other.")],
                Answers = [(StatusCodes.Status202Accepted, "The run has started.", "Run"), (StatusCodes.Status200OK, "The run has ended.", "Envelope")],
            });
        routes.MapGet("/v1/runs", ListAsync).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("listRuns", "Lists runs, the youngest first, without their envelopes.")
            {
                Parameters = [new("query", "status", "Only runs of this status."), ApiParameter.Limit, ApiParameter.Cursor],
                Answers = [(StatusCodes.Status200OK, "A page of runs.", "RunList")],
            });
        routes.MapGet("/v1/runs/{id}", GetAsync).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("getRun", "Gets a run.")
            {
                Parameters = [ApiParameter.Wait],
                Answers = [(StatusCodes.Status200OK, "The run.", "Run")],
            });
        routes.MapGet("/v1/runs/{id}/tasks", TasksAsync).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("listTasks", "Lists the tasks of a run in the order in which they started.")
            {
                Parameters = [ApiParameter.Cursor],
                Answers = [(StatusCodes.Status200OK, "A page of tasks.", "TaskList")],
            });
    }

    private static async Task<IResult> StartAsync(HttpContext context, RunIntake intake, RunAccess access, RunWaiter waiter)
    {
        if (!RunWaiter.Read(context.Request.Query).TryGet(out var wait, out var failure))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, failure);
        }

        // Apart, so that nothing of the body is in memory while the request waits.
        var (run, refusal) = await intake.StartAsync(context);
        if (run is null)
        {
            return refusal!;
        }

        BodyBudget.Release(context);
        return await access.UseRunAsync(context, run.Value.ToString(), async (journal, _) =>
            (await waiter.WaitAsync(journal, run.Value, wait, context.RequestAborted)).TryGet(out var now, out var lost)
                ? Outcome<IResult>.Of(Answer(context, now))
                : lost);
    }

    /// <summary>A run that has ended answers with its envelope; another with where it is.</summary>
    private static JsonAnswer Answer(HttpContext context, RunRecord run)
    {
        context.Response.Headers.Location = $"/v1/runs/{run.Id}";
        return run.Status.IsEnd()
            ? new JsonAnswer(StatusCodes.Status200OK, json => EnvelopeJson.Write(json, RunAnswers.EnvelopeOf(run)))
            : new JsonAnswer(StatusCodes.Status202Accepted, json => RunAnswers.WriteWhole(json, run));
    }

    private static async Task<IResult> ListAsync(HttpContext context, RunAccess access)
    {
        var query = context.Request.Query;
        var status = RunAnswers.Parse(query["status"].ToString());
        if (status is null && query["status"].ToString().Length > 0)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, Failure.Config($"status takes one of {RunAnswers.Statuses}"));
        }

        if (!Paging<RunId?>.Read(query, text => RunId.TryParse(text, out var run) ? run : null).TryGet(out var page, out var failure))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, failure);
        }

        var wanted = new RunQuery { Status = status, Before = page.After, Limit = page.Limit + 1, OmitsContents = true };
        return await access.UseJournalAsync(
            context,
            async journal => (await journal.RunsAsync(wanted, context.RequestAborted)).TryGet(out var runs, out var lost)
                ? Outcome<IResult>.Of(Answer(runs, page.Limit))
                : lost,
            Answer([], page.Limit));
    }

    private static JsonAnswer Answer(IReadOnlyList<RunRecord> runs, int limit) => new(
        StatusCodes.Status200OK, json => Pages.Write(json, "runs", runs, limit, run => RunAnswers.Write(json, run), run => run.Id.ToString()));

    private static Task<IResult> GetAsync(string id, HttpContext context, RunAccess access, RunWaiter waiter) =>
        !RunWaiter.Read(context.Request.Query).TryGet(out var wait, out var failure)
            ? Task.FromResult(Problems.Of(StatusCodes.Status400BadRequest, failure))
            : access.UseRunAsync(context, id, async (journal, run) =>
                (await waiter.WaitAsync(journal, run.Id, wait, context.RequestAborted)).TryGet(out var now, out var lost)
                    ? new JsonAnswer(StatusCodes.Status200OK, json => RunAnswers.WriteWhole(json, now))
                    : lost);

    private static Task<IResult> TasksAsync(string id, HttpContext context, RunAccess access)
    {
        var written = context.Request.Query["cursor"].ToString();
        var from = 0;
        return written.Length > 0 && !int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out from)
            ? Task.FromResult(Problems.Of(StatusCodes.Status400BadRequest, Failure.Config("cursor takes what an answer before gave as \"next\"")))
            : access.UseRunAsync(context, id, async (journal, run) =>
                (await journal.TaskPageAsync(run.Id, from, context.RequestAborted)).TryGet(out var page, out var lost)
                    ? new JsonAnswer(StatusCodes.Status200OK, json => Write(json, page, from))
                    : lost);
    }

    private static void Write(Utf8JsonWriter json, TaskPage page, int from)
    {
        json.WriteStartObject();
        json.WriteStartArray("tasks");
        foreach (var task in page.Tasks)
        {
            RunAnswers.Write(json, task);
        }

        json.WriteEndArray();
        json.WriteString("next", page.HasMore ? (from + page.Tasks.Count).ToString(CultureInfo.InvariantCulture) : null);
        json.WriteEndObject();
    }
}
