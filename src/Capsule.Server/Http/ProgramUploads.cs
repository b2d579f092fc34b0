using Capsule.Server.Programs;

namespace Capsule.Server.Http;

/// <summary>Takes what is uploaded, and answers.</summary>
internal sealed class ProgramUploads(ProgramIntake intake, ProgramStore store, ExecutionSlots slots)
{
    /// <summary>Makes a version of an upload.</summary>
    /// <param name="context">The request.</param>
    /// <param name="add">Makes it.</param>
    /// <param name="alias">A name that is to lead to it, or null.</param>
    internal async Task<IResult> AddAsync(
        HttpContext context, Func<ProgramIntake, string, Action<long>, CancellationToken, Task<Outcome<(ProgramVersion Program, bool IsNew)>>> add, string? alias)
    {
        // Making a program executes its modules.
        var (slot, busy) = await slots.TakeAsync(context);
        if (slot is null)
        {
            return busy!;
        }

        using var held = slot;
        var tenant = ApiKeyHandler.TenantOf(context);
        return !(await add(intake, tenant, slot.Charge, slot.Ended)).TryGet(out var made, out var failure) ? Refuse(failure)
            : alias is not null && store.Aliases.Set(tenant, alias, made.Program.Version, _ => true) is AliasChange.TooMany many ? AliasRoutes.TooMany(many)
            : Answer(context, made.Program, made.IsNew);
    }

    private static JsonAnswer Answer(HttpContext context, ProgramVersion program, bool isNew)
    {
        if (isNew)
        {
            context.Response.Headers.Location = $"/v1/programs/{program.Version}";
        }

        return new JsonAnswer(
            isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, json => ProgramRoutes.Write(json, program, hasTasks: true));
    }

    /// <summary>A program that cannot be loaded is the client's mistake, whatever kind of failure it is.</summary>
    private static IResult Refuse(Failure failure) => Problems.Of(
        failure.Type switch
        {
            ErrorType.PermissionDenied => StatusCodes.Status403Forbidden,
            ErrorType.LimitExceeded => StatusCodes.Status507InsufficientStorage,
            ErrorType.InternalError => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        failure);
}
