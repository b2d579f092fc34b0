using System.Security.Claims;
using System.Text.Encodings.Web;
using Capsule.Server.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Capsule.Server.Http;

/// <summary>Knows who sends a request by <c>Authorization: Bearer KEY</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logging, UrlEncoder encoder, ApiKeyStore keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    internal new const string Scheme = "Bearer";

    /// <summary>The claim that has the tenant.</summary>
    internal const string Tenant = "tenant";

    private const string Start = Scheme + " ";

    /// <summary>The tenant that a request is of.</summary>
    internal static string TenantOf(HttpContext context) => context.User.FindFirstValue(Tenant)!;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var key = header.StartsWith(Start, StringComparison.OrdinalIgnoreCase) ? keys.Authenticate(header[Start.Length..].Trim()) : null;
        if (key is null)
        {
            return Task.FromResult(AuthenticateResult.Fail("the API key is not known"));
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, key.Id), new Claim(Tenant, key.Tenant), new Claim(ClaimTypes.Role, Roles.NameOf(key.Role))], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Scheme;
        return Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, new Failure(
            ErrorType.PermissionDenied, "the request needs an API key that is valid: send it as 'Authorization: Bearer capsule_…'"));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, new Failure(
            ErrorType.PermissionDenied, "the role of the API key does not allow this: an administrator can make one that does"));
}
