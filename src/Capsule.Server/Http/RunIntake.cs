using Capsule.Server.Programs;
using Capsule.Server.Runs;
using Capsule.Server.Tenants;

namespace Capsule.Server.Http;

/// <summary>Starts the runs that requests ask for.</summary>
internal sealed class RunIntake(JsonBody bodies, ProgramStore store, RunStarter starter, RunAccess access, ServerOptions options)
{
    private const int MaxKeyLength = 200;

    /// <summary>Starts one, or finds the one that has its key; gives its id, or the answer that says why there is none.</summary>
    internal async Task<(RunId? Run, IResult? Refusal)> StartAsync(HttpContext context)
    {
        var key = ReadKey(context.Request);
        if (key.Failure is { } failure)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, failure));
        }

        var (request, refusal) = await bodies.ReadAsync(context, RunRequest.Read);
        if (request is null)
        {
            return (null, refusal);
        }

        var tenant = ApiKeyHandler.TenantOf(context);
        if (request.ToRun(tenant, key.Value, store) is not { } wanted)
        {
            return (null, Problems.Of(StatusCodes.Status422UnprocessableEntity, Failure.Config(
                "\"program\": there is no program of this version, and no alias of this name: upload it with POST /v1/programs")));
        }

        return await starter.StartAsync(tenant, wanted, context.RequestAborted) switch
        {
            StartedRun.Ready ready => (ready.Run.Id, null),
            var other => (null, Refuse(context, other)),
        };
    }

    private IResult Refuse(HttpContext context, StartedRun outcome)
    {
        switch (outcome)
        {
            case StartedRun.NotWritten lost:
                return access.Unusable(context, lost.Reason);
            case StartedRun.KeyIsTaken:
                return Problems.Of(StatusCodes.Status409Conflict, Failure.Config(
                    "another run has this Idempotency-Key: a key stands for one program, task and arguments"));
            case StartedRun.Refused { Reason: var reason }:
                return Problems.Of(
                    reason.Type == ErrorType.PermissionDenied ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity, reason);
            case StartedRun.NoRoom { Why: Reservation.TenantHasTooMany }:
                Problems.SetRetryAfter(context, Problems.Later);
                return Problems.Of(StatusCodes.Status429TooManyRequests, new Failure(
                    ErrorType.LimitExceeded, $"{options.MaxOpenRunsOfTenant} runs of the tenant have not ended, which is the most: wait for some, or cancel them"));
            default:
                return Problems.Busy(context, $"{options.MaxOpenRuns} runs have not ended, which is the most");
        }
    }

    /// <summary>Reads the header <c>Idempotency-Key</c>.</summary>
    private static Outcome<string?> ReadKey(HttpRequest request) => request.Headers["Idempotency-Key"].ToString() switch
    {
        "" => default(string),
        { Length: <= MaxKeyLength } key when !key.Any(char.IsControl) => key,
        _ => Failure.Config($"Idempotency-Key takes 1 to {MaxKeyLength} characters, none of them a control character"),
    };
}
