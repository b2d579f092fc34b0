using Capsule.Journaling;
using Capsule.Runtime.Durable;
using Capsule.Server.Keys;
using Capsule.Server.Runs;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/runs/{id}/signals</c> and <c>/cancel</c>.</summary>
internal static class RunControlRoutes
{
    /// <summary>Threat: signals that no task takes are all read whenever the run looks for one.</summary>
    private const int MaxPendingSignals = 1000;
    private const int MaxPendingLength = 4 << 20;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/runs/{id}/signals/{name}", SignalAsync).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("signalRun", "Sends a signal, which is kept until a task of the run waits for it.")
            {
                Body = "SignalRequest",
                Answers = [(StatusCodes.Status202Accepted, "The signal is kept.", null)],
            });
        routes.MapPost("/v1/runs/{id}/cancel", CancelAsync).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("cancelRun", "Ends a run for good.")
            {
                Answers = [(StatusCodes.Status202Accepted, "The run, which ends soon.", "Run")],
            });
    }

    private static async Task<IResult> SignalAsync(string id, string name, HttpContext context, RunAccess access, JsonBody bodies, OpenRuns runs, RunWatches watches)
    {
        var (request, refusal) = await bodies.ReadAsync(context, SignalRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        return await access.UseRunAsync(context, id, async (journal, run) =>
        {
            if (run.Status.IsEnd())
            {
                return Outcome<IResult>.Of(HasEnded(run));
            }

            if (!(await journal.InboxAsync(run.Id, context.RequestAborted)).TryGet(out var inbox, out var failure))
            {
                return failure;
            }

            if (inbox.Signals.Count >= MaxPendingSignals || inbox.Signals.Sum(signal => (long)signal.Payload.Length) >= MaxPendingLength)
            {
                Problems.SetRetryAfter(context, Problems.Later);
                return Outcome<IResult>.Of(Problems.Of(StatusCodes.Status429TooManyRequests, new Failure(
                    ErrorType.LimitExceeded, $"{inbox.Signals.Count} signals wait for a task of the run to take them: send more when it has")));
            }

            failure = await RunControl.SignalAsync(journal, run.Id, name, request.Payload?.GetRawText() ?? "null", context.RequestAborted);
            if (failure is not null)
            {
                return failure.Type == ErrorType.JournalError ? failure : Outcome<IResult>.Of(Problems.Of(StatusCodes.Status400BadRequest, failure));
            }

            runs.Wake(run.Id, name);
            watches.Tell(run.Id);
            return Outcome<IResult>.Of(Results.Accepted());
        });
    }

    private static Task<IResult> CancelAsync(string id, HttpContext context, RunAccess access, OpenRuns runs, RunWatches watches) =>
        access.UseRunAsync(context, id, async (journal, run) =>
        {
            if (run.Status.IsEnd())
            {
                return Outcome<IResult>.Of(HasEnded(run));
            }

            var failure = await RunControl.CancelAsync(journal, run.Id, context.RequestAborted);
            if (failure is { Type: ErrorType.JournalError } || !(await journal.RunAsync(run.Id, context.RequestAborted)).TryGet(out var now, out failure))
            {
                return failure;
            }

            if (now.Status.IsEnd())
            {
                runs.Forget(run.Id);
            }

            watches.Tell(run.Id);
            return new JsonAnswer(StatusCodes.Status202Accepted, json => RunAnswers.WriteWhole(json, now));
        });

    private static IResult HasEnded(RunRecord run) => Problems.Of(StatusCodes.Status409Conflict, Failure.Config(
        $"the run has ended ({RunAnswers.NameOf(run.Status)}): it takes no signal and cannot be cancelled"));
}
