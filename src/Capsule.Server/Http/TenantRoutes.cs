using System.Text.Json;
using Capsule.Server.Keys;
using Capsule.Server.OpenApi;
using Capsule.Server.Tenants;

namespace Capsule.Server.Http;

/// <summary><c>/v1/tenants</c>: those who use the server, for its operator.</summary>
internal static class TenantRoutes
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/tenants", List).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("listTenants", "Lists tenants by name.")
            {
                Answers = [(StatusCodes.Status200OK, "All tenants.", "TenantList")],
            });
        routes.MapPost("/v1/tenants", CreateAsync).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("createTenant", "Makes a tenant and a key of its administrator.")
            {
                Body = "TenantRequest",
                Answers = [(StatusCodes.Status201Created, "The tenant, with the key.", "Tenant")],
            });
        routes.MapGet("/v1/tenants/{name}", Get).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("getTenant", "Gets a tenant and what it uses.")
            {
                Answers = [(StatusCodes.Status200OK, "The tenant.", "Tenant")],
            });
        routes.MapPatch("/v1/tenants/{name}", ChangeAsync).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("changeTenant", "Changes the quotas of a tenant, or disables it.")
            {
                Body = "TenantChange",
                Answers = [(StatusCodes.Status200OK, "The tenant.", "Tenant")],
            });
        routes.MapDelete("/v1/tenants/{name}", Delete).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("deleteTenant", "Deletes a tenant and its keys.")
            {
                Answers = [(StatusCodes.Status204NoContent, "It is deleted.", null)],
            });
        routes.MapPost("/v1/tenants/{name}/keys", CreateKeyAsync).Require(KeyRole.Operator).WithMetadata(
            new ApiOperation("createTenantKey", "Makes an API key of a tenant.")
            {
                Body = "KeyRequest",
                Answers = [(StatusCodes.Status201Created, "The key, with its text.", "Key")],
            });
    }

    private static JsonAnswer List(TenantStore tenants, ExecutionSlots slots) => new(StatusCodes.Status200OK, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("tenants");
        foreach (var tenant in tenants.List())
        {
            Write(json, tenant, slots, key: null);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IResult Get(string name, TenantStore tenants, ExecutionSlots slots) => tenants.Find(name) is { } tenant
        ? new JsonAnswer(StatusCodes.Status200OK, json => Write(json, tenant, slots, key: null))
        : Missing();

    private static async Task<IResult> CreateAsync(HttpContext context, TenantStore tenants, ExecutionSlots slots, JsonBody bodies)
    {
        var (request, refusal) = await bodies.ReadAsync(context, TenantRequest.ReadNew);
        if (request is null)
        {
            return refusal!;
        }

        return tenants.TryCreate(request.Name!, request.Quotas ?? new TenantQuotas(), new NewApiKey(request.KeyName, KeyRole.Admin, null)).TryGet(out var made, out var failure)
            ? KeyRoutes.Answer(context, StatusCodes.Status201Created, json => Write(json, made.Tenant, slots, (made.Key, made.Text)))
            : Problems.Of(StatusCodes.Status409Conflict, failure);
    }

    private static async Task<IResult> ChangeAsync(string name, HttpContext context, TenantStore tenants, ExecutionSlots slots, JsonBody bodies)
    {
        var (request, refusal) = await bodies.ReadAsync(context, TenantRequest.ReadChange);
        if (request is null)
        {
            return refusal!;
        }

        if (name == Tenant.Default && request.IsDisabled == true)
        {
            return KeepsDefault();
        }

        var changed = tenants.Change(name, tenant => tenant with
        {
            State = request.IsDisabled is { } isDisabled ? isDisabled ? TenantState.Disabled : TenantState.Active : tenant.State,
            Quotas = request.Quotas ?? tenant.Quotas,
        });
        return changed is null ? Missing() : new JsonAnswer(StatusCodes.Status200OK, json => Write(json, changed, slots, key: null));
    }

    private static IResult Delete(string name, TenantStore tenants) =>
        name == Tenant.Default ? KeepsDefault()
        : tenants.Delete(name) ? Results.NoContent()
        : Missing();

    /// <summary>A key for a tenant whose administrators have lost theirs.</summary>
    private static async Task<IResult> CreateKeyAsync(string name, HttpContext context, TenantStore tenants, ApiKeyStore keys, JsonBody bodies, TimeProvider time)
    {
        var (request, refusal) = await bodies.ReadAsync(context, KeyRequest.Read);
        if (request is null)
        {
            return refusal!;
        }

        if (tenants.Find(name) is null)
        {
            return Missing();
        }

        if (name != Tenant.Default && !Roles.Allows(KeyRole.Admin, request.Role))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, Failure.Config(
                $"\"role\": keys with the role \"{Roles.NameOf(request.Role)}\" are of the whole server, and belong to the tenant '{Tenant.Default}'"));
        }

        return KeyRoutes.Make(context, keys, request.ToKey(time), name);
    }

    private static IResult Missing() => Problems.Of(StatusCodes.Status404NotFound, Failure.Config("there is no tenant with this name"));

    private static IResult KeepsDefault() => Problems.Of(StatusCodes.Status409Conflict, Failure.Config(
        $"the tenant '{Tenant.Default}' has the operator's keys: it cannot be disabled or deleted"));

    private static void Write(Utf8JsonWriter json, TenantUse tenant, ExecutionSlots slots, (ApiKey Key, string Text)? key)
    {
        var (running, waiting) = slots.Of(tenant.Tenant.Name);
        var (minute, day) = tenant.Compute;
        json.WriteStartObject();
        json.WriteString("name", tenant.Tenant.Name);
        json.WriteString("created", tenant.Tenant.Created);
        json.WriteBoolean("disabled", tenant.Tenant.State == TenantState.Disabled);
        json.WriteStartObject("quotas");
        foreach (var quota in QuotaOption.All)
        {
            json.WriteOrNull(quota.Name, quota.Of(tenant.Tenant.Quotas));
        }

        json.WriteEndObject();
        json.WriteStartObject("use");
        json.WriteNumber("running", running);
        json.WriteNumber("waiting", waiting);
        json.WriteNumber("compute_this_minute", minute);
        json.WriteNumber("compute_today", day);
        json.WriteNumber("bodies", tenant.Bodies);
        json.WriteEndObject();
        if (key is { } made)
        {
            json.WritePropertyName("key");
            KeyRoutes.Write(json, made.Key, made.Text);
        }

        json.WriteEndObject();
    }
}
