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
            options.AddPolicy(NameOf(role), policy => policy.RequireAssertion(context => Of(context.User) is { } held && Allows(held, role)));
        }
    }

    /// <summary>Asks for a role.</summary>
    internal static TBuilder Require<TBuilder>(this TBuilder route, KeyRole role)
        where TBuilder : IEndpointConventionBuilder => route.RequireAuthorization(NameOf(role));

    /// <summary>The name of a role, as JSON and policies have it.</summary>
    internal static string NameOf(KeyRole role) => role.ToString().ToLowerInvariant();

    /// <summary>The role with a name.</summary>
    internal static KeyRole? Parse(string? name) => Enum.GetValues<KeyRole>().Cast<KeyRole?>().FirstOrDefault(role => NameOf(role!.Value) == name);

    /// <summary>Whether somebody with a role may do what another one may.</summary>
    internal static bool Allows(KeyRole held, KeyRole needed) => needed == KeyRole.Monitor
        ? held is KeyRole.Monitor or KeyRole.Operator
        : held != KeyRole.Monitor && held >= needed;

    /// <summary>The role that a request has; null without a key.</summary>
    internal static KeyRole? Of(ClaimsPrincipal user) => Parse(user.FindFirstValue(ClaimTypes.Role));
}
