using System.Text.Json;
using Capsule.Server.Keys;
using Capsule.Server.Programs;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/programs/aliases</c>: names of programs' versions. Each has a tag, so that nobody changes what somebody else just did.</summary>
internal static class AliasRoutes
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/programs/aliases", List).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("listAliases", "Lists aliases by name.")
            {
                Answers = [(StatusCodes.Status200OK, "All aliases.", "AliasList")],
            });
        routes.MapGet("/v1/programs/aliases/{name}", Get).Require(KeyRole.Read).WithMetadata(
            new ApiOperation("getAlias", "Gets an alias, with its ETag.")
            {
                Answers = [(StatusCodes.Status200OK, "The alias.", "Alias")],
            });
        routes.MapPut("/v1/programs/aliases/{name}", SetAsync).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("setAlias", "Lets an alias lead to a version.")
            {
                Body = "AliasRequest",
                Parameters = [ApiParameter.IfMatch, ApiParameter.IfNoneMatch],
                Answers = [(StatusCodes.Status201Created, "The alias is new.", "Alias"), (StatusCodes.Status200OK, "The alias was there.", "Alias")],
            });
        routes.MapDelete("/v1/programs/aliases/{name}", Delete).Require(KeyRole.Run).WithMetadata(
            new ApiOperation("deleteAlias", "Deletes an alias.")
            {
                Parameters = [ApiParameter.IfMatch],
                Answers = [(StatusCodes.Status204NoContent, "It is deleted.", null)],
            });
    }

    /// <summary>The answer where a tenant has as many as it may have.</summary>
    internal static IResult TooMany(AliasChange.TooMany many) => Problems.Of(StatusCodes.Status409Conflict, new Failure(
        ErrorType.LimitExceeded, $"there are {many.Most} aliases, which is the most: delete those that nobody uses"));

    private static JsonAnswer List(HttpContext context, ProgramStore store) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("aliases");
        foreach (var alias in store.Aliases.List(ApiKeyHandler.TenantOf(context)))
        {
            Write(json, alias);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IResult Get(string name, HttpContext context, ProgramStore store) =>
        store.Aliases.Find(ApiKeyHandler.TenantOf(context), name) is { } alias
            ? Answer(context, StatusCodes.Status200OK, alias)
            : NoSuchAlias;

    private static async Task<IResult> SetAsync(string name, HttpContext context, ProgramStore store, JsonBody bodies)
    {
        var (request, refusal) = await bodies.ReadAsync(context, AliasRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        if (!ProgramAlias.IsName(name))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, Failure.Config($"the name of an alias is {ProgramAlias.Form}"));
        }

        return store.Aliases.Set(ApiKeyHandler.TenantOf(context), name, request.Version, alias => Preconditions.Hold(context.Request, alias?.Tag)) switch
        {
            AliasChange.Made made => Answer(context, made.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, made.Alias),
            AliasChange.TooMany many => TooMany(many),
            AliasChange.NoSuchVersion => ProgramRoutes.NoSuchProgram,
            _ => WasChanged,
        };
    }

    private static IResult Delete(string name, HttpContext context, ProgramStore store) =>
        store.Aliases.Delete(ApiKeyHandler.TenantOf(context), name, alias => Preconditions.Hold(context.Request, alias?.Tag)) switch
        {
            null => NoSuchAlias,
            true => Results.NoContent(),
            false => WasChanged,
        };

    private static IResult NoSuchAlias => Problems.Of(StatusCodes.Status404NotFound, Failure.Config("there is no alias of this name"));

    private static IResult WasChanged => Problems.Of(StatusCodes.Status412PreconditionFailed, Failure.Config(
        "the alias is not as If-Match or If-None-Match expects: get it again, and decide anew"));

    private static JsonAnswer Answer(HttpContext context, int status, ProgramAlias alias)
    {
        context.Response.Headers.ETag = Preconditions.Quote(alias.Tag);
        return new JsonAnswer(status, json => Write(json, alias));
    }

    private static void Write(Utf8JsonWriter json, ProgramAlias alias)
    {
        json.WriteStartObject();
        json.WriteString("name", alias.Name);
        json.WriteString("version", alias.Version);
        json.WriteString("changed", alias.Changed);
        json.WriteEndObject();
    }
}
