using System.Security.Claims;
using Capsule.Server.Keys;
using Microsoft.AspNetCore.Authorization;

namespace Capsule.Server.Http;

/// <summary>Which role a route asks for: its name is the name of the policy.</summary>
internal static class Roles
{
    /// <summary>A route that says nothing is for nobody without a key.</summary>
    internal static void Define(AuthorizationOptions options)
    {
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        foreach (var role in Enum.GetValues<KeyRole>())
        {
            options.AddPolicy(NameOf(role), policy => policy.RequireAssertion(context => RoleOf(context.User) >= role));
        }
    }

    /// <summary>Asks for a role.</summary>
    internal static TBuilder Require<TBuilder>(this TBuilder route, KeyRole role)
        where TBuilder : IEndpointConventionBuilder => route.RequireAuthorization(NameOf(role));

    /// <summary>The name of a role, as JSON and policies have it.</summary>
    internal static string NameOf(KeyRole role) => role.ToString().ToLowerInvariant();

    /// <summary>The role with a name.</summary>
    internal static KeyRole? Parse(string? name) => Enum.GetValues<KeyRole>().Cast<KeyRole?>().FirstOrDefault(role => NameOf(role!.Value) == name);

    private static KeyRole? RoleOf(ClaimsPrincipal user) => Parse(user.FindFirstValue(ClaimTypes.Role));
}
