using Capsule.Journaling;
using Capsule.Server.Runs;

namespace Capsule.Server.Http;

/// <summary>Finds the runs that a request may see: those of its tenant.</summary>
internal sealed partial class RunAccess(TenantJournals journals, ILogger<RunAccess> log)
{
    /// <summary>The answer where a tenant has no such run, whether another tenant has it or not.</summary>
    internal static IResult NoSuchRun => Problems.Of(StatusCodes.Status404NotFound, Failure.Config("there is no run with this id"));

    /// <summary>Does something with the journal of the request's tenant.</summary>
    /// <param name="context">The request.</param>
    /// <param name="use">Does it; a failure is one of the journal.</param>
    /// <param name="none">The answer where the tenant never had a run.</param>
    internal async Task<IResult> UseJournalAsync(HttpContext context, Func<IJournal, Task<Outcome<IResult>>> use, IResult none)
    {
        var tenant = ApiKeyHandler.TenantOf(context);
        if (!journals.Has(tenant))
        {
            return none;
        }

        if (!journals.OpenOf(tenant).TryGet(out var lease, out var failure))
        {
            return Unusable(context, failure);
        }

        await using var closing = lease;
        return (await use(lease.Journal)).TryGet(out var answer, out failure) ? answer : Unusable(context, failure);
    }

    /// <summary>Does something with a run of the request's tenant.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">The run's id, as the client wrote it.</param>
    /// <param name="use">Does it; a failure is one of the journal.</param>
    internal Task<IResult> UseRunAsync(HttpContext context, string id, Func<IJournal, RunRecord, Task<Outcome<IResult>>> use) =>
        !RunId.TryParse(id, out var run) ? Task.FromResult(NoSuchRun) : UseJournalAsync(
            context,
            async journal => (await journal.RunAsync(run, context.RequestAborted)).TryGet(out var found, out var failure) ? await use(journal, found)
                : failure.Type == ErrorType.JournalError ? failure
                : Outcome<IResult>.Of(NoSuchRun),
            NoSuchRun);

    /// <summary>The answer where a journal cannot be used. Its path, and what the system said, are the operator's.</summary>
    internal IResult Unusable(HttpContext context, Failure failure)
    {
        CannotUse(log, failure.Message);
        Problems.SetRetryAfter(context, Problems.Later);
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, new Failure(
            ErrorType.JournalError, "the journal of the tenant's runs cannot be used now, or is full; the server's log says more"));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a journal of runs cannot be used: {Reason}")]
    private static partial void CannotUse(ILogger log, string reason);
}
