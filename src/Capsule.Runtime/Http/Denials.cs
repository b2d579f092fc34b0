using System.Net;
using Capsule.Network;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Http;

/// <summary>What a task reads that was refused: what was denied, and what would allow it, or what is allowed.</summary>
/// <param name="grants">What the task may reach.</param>
/// <param name="reader">Who reads it.</param>
internal sealed class Denials(HostGrants grants, DenialReader reader)
{
    /// <summary>How many hosts a message lists.</summary>
    private const int Listed = 10;

    /// <summary>No rule has the host, or the path.</summary>
    internal GateException Host(TargetUrl url)
    {
        if (!grants.Rules.Any(rule => rule.MatchesOrigin(url)))
        {
            return Refuse($"the {Subject} may not reach {url.Authority}", $"allow it with allowed_hosts=[\"{url.Authority}\"]");
        }

        var (path, rule) = ($"the {Subject} may reach {url.Authority}, but not this path of it", $"{url.Scheme}://{url.Authority}{url.Path}");
        return HostRule.Parse(rule) is not null
            ? Refuse(path, $"allow it with allowed_hosts=[\"{rule}\"]")
            : new GateException(HostErrorKind.PermissionDenied,
                $"{path}: servers read it in different ways; write it without escapes, parameters, empty segments and '..'");
    }

    /// <summary>The host is allowed, and leads to where no rule for its name may lead.</summary>
    internal GateException Address(TargetUrl url, IPAddress address)
    {
        var (plain, scope) = (AddressScopes.Plain(address), AddressScopes.Of(address));
        return Refuse(
            $"the {Subject} may not reach {url.Authority} at {plain}, {scope.Describe()}", $"allow it with allowed_hosts=[\"{plain}\"] besides the name");
    }

    private string Subject => reader == DenialReader.Model ? "code" : "task";

    private GateException Refuse(string what, string advice) =>
        new(HostErrorKind.PermissionDenied, $"{what}; {(reader == DenialReader.Model ? Allowed() : advice)}");

    private string Allowed() => grants.Rules.Count switch
    {
        0 => "it has no network",
        <= Listed => $"it may reach {string.Join(", ", grants.Rules.Select(rule => rule.Text))}",
        var all => $"it may reach {string.Join(", ", grants.Rules.Take(Listed).Select(rule => rule.Text))} and {all - Listed} more",
    };
}
