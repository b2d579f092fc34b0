using System.Text.Json;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;

namespace Capsule.Server.Http;

/// <summary><c>/v1/keys</c>: the API keys of the caller's tenant.</summary>
internal static class KeyRoutes
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/keys", List).Require(KeyRole.Admin).WithMetadata(
            new ApiOperation("listKeys", "Lists API keys.")
            {
                Answers = [(StatusCodes.Status200OK, "All keys of the tenant.", "KeyList")],
            });
        routes.MapPost("/v1/keys", CreateAsync).Require(KeyRole.Admin).WithMetadata(
            new ApiOperation("createKey", "Makes an API key.")
            {
                Body = "KeyRequest",
                Answers = [(StatusCodes.Status201Created, "The key, with its text.", "Key")],
            });
        routes.MapDelete("/v1/keys/{id}", Revoke).Require(KeyRole.Admin).WithMetadata(
            new ApiOperation("revokeKey", "Revokes an API key.")
            {
                Answers = [(StatusCodes.Status204NoContent, "It is revoked.", null)],
            });
    }

    private static JsonAnswer List(HttpContext context, ApiKeyStore keys) => Answer(context, StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("keys");
        foreach (var key in keys.List(ApiKeyHandler.TenantOf(context)))
        {
            Write(json, key, text: null);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task<IResult> CreateAsync(HttpContext context, ApiKeyStore keys, JsonBody bodies, TimeProvider time)
    {
        var (request, refusal) = await bodies.ReadAsync(context, KeyRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        if (!Roles.Allows(ApiKeyHandler.RoleOf(context), request.Role))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, new Failure(
                ErrorType.PermissionDenied, $"only the operator of the server makes keys with the role \"{Roles.NameOf(request.Role)}\""));
        }

        return Make(context, keys, request.ToKey(time), ApiKeyHandler.TenantOf(context));
    }

    /// <remarks>Threat: an administrator of the operator's own tenant who takes the server from its operator.</remarks>
    private static IResult Revoke(string id, HttpContext context, ApiKeyStore keys)
    {
        var tenant = ApiKeyHandler.TenantOf(context);
        if (keys.List(tenant).FirstOrDefault(key => key.Id == id) is { } key && !Roles.Allows(ApiKeyHandler.RoleOf(context), key.Role))
        {
            return Problems.Of(StatusCodes.Status403Forbidden, new Failure(
                ErrorType.PermissionDenied, $"only the operator of the server revokes keys with the role \"{Roles.NameOf(key.Role)}\""));
        }

        return keys.Revoke(tenant, id)
            ? Results.NoContent()
            : Problems.Of(StatusCodes.Status404NotFound, Failure.Config("there is no API key with this id"));
    }

    /// <summary>Makes a key of a tenant; the answer has it.</summary>
    internal static IResult Make(HttpContext context, ApiKeyStore keys, NewApiKey wanted, string tenant) =>
        keys.TryCreate(wanted, tenant).TryGet(out var made, out var failure)
            ? Answer(context, StatusCodes.Status201Created, json => Write(json, made.Key, made.Text))
            : Problems.Of(StatusCodes.Status409Conflict, failure);

    /// <summary>Nobody on the way keeps an answer about keys.</summary>
    internal static JsonAnswer Answer(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new JsonAnswer(status, write);
    }

    /// <summary>The text is there once, when the key is made.</summary>
    internal static void Write(Utf8JsonWriter json, ApiKey key, string? text)
    {
        json.WriteStartObject();
        json.WriteString("id", key.Id);
        json.WriteString("name", key.Name);
        json.WriteString("role", Roles.NameOf(key.Role));
        json.WriteString("created", key.Created);
        json.WriteOrNull("expires", key.Expires);
        json.WriteOrNull("last_used", key.LastUsed);
        if (text is not null)
        {
            json.WriteString("key", text);
        }

        json.WriteEndObject();
    }
}
