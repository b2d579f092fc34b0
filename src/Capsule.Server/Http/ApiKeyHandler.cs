using System.Security.Claims;
using System.Text.Encodings.Web;
using Capsule.Server.Keys;
using Capsule.Server.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Capsule.Server.Http;

/// <summary>Knows who sends a request by <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, ApiKeyStore keys, TenantStore tenants)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    internal new const string Scheme = "Bearer";

    /// <summary>The claim that has the tenant.</summary>
    internal const string Tenant = "tenant";

    private const string Start = Scheme + " ";

    /// <summary>The tenant that a request is of.</summary>
    internal static string TenantOf(HttpContext context) => context.User.FindFirstValue(Tenant)!;

    /// <summary>The same tenant with what it uses.</summary>
    internal static TenantUse UseOf(HttpContext context) => context.Features.GetRequiredFeature<TenantUse>();

    /// <summary>The role of the key that a request has.</summary>
    internal static KeyRole RoleOf(HttpContext context) => Roles.Of(context.User)!.Value;

    /// <summary>What is said to a tenant that is disabled.</summary>
    internal static Failure Disabled { get; } = new(
        ErrorType.PermissionDenied, "the tenant of the API key is disabled: the operator of the server can enable it");

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var key = header.StartsWith(Start, StringComparison.OrdinalIgnoreCase) ? keys.Authenticate(header[Start.Length..].Trim()) : null;
        if (key is null || tenants.Find(key.Tenant) is not { } tenant)
        {
            return Task.FromResult(AuthenticateResult.Fail("the API key is not known"));
        }

        Context.Features.Set(tenant);
        if (tenant.Tenant.State != TenantState.Active)
        {
            return Task.FromResult(AuthenticateResult.Fail("the tenant is disabled"));
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, key.Id), new Claim(Tenant, key.Tenant), new Claim(ClaimTypes.Role, Roles.NameOf(key.Role))], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Context.Features.Get<TenantUse>() is not null)
        {
            return Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, Disabled);
        }

        Response.Headers.WWWAuthenticate = Scheme;
        return Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, new Failure(
            ErrorType.PermissionDenied, "the request needs an API key that is valid: send it as 'Authorization: Bearer capsule_…'"));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, new Failure(
            ErrorType.PermissionDenied, "the role of the API key does not allow this: an administrator can make one that does"));
}
