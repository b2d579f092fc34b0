using System.Net;
using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>What a task reads that was refused: what was denied, and what would allow it.</summary>
internal static class Denials
{
    internal static GateException Host(TargetUrl url, HostGrants grants)
    {
        var isPathOnly = grants.Rules.Any(rule => rule.MatchesOrigin(url));
        var (path, rule) = ($"the task may reach {url.Authority}, but not this path of it", $"{url.Scheme}://{url.Authority}{url.Path}");
        return new GateException(HostErrorKind.PermissionDenied, isPathOnly
            ? HostRule.Parse(rule) is not null ? $"{path}; allow it with allowed_hosts=[\"{rule}\"]"
                : $"{path}: servers read it in different ways; write it without escapes, parameters, empty segments and '..'"
            : $"the task may not reach {url.Authority}; allow it with allowed_hosts=[\"{url.Authority}\"]");
    }

    internal static GateException Address(TargetUrl url, IPAddress address)
    {
        var (plain, scope) = (AddressScopes.Plain(address), AddressScopes.Of(address));
        return new GateException(HostErrorKind.PermissionDenied,
            $"the task may not reach {url.Authority} at {plain}, {scope.Describe()}; allow it with allowed_hosts=[\"{plain}\"] besides the name");
    }
}
