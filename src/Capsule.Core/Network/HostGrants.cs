using System.Net;
using Capsule.Options;

namespace Capsule.Network;

/// <summary>The hosts that a task may reach: the rules of <c>allowed_hosts</c>.</summary>
internal sealed class HostGrants(IReadOnlyList<HostRule> rules)
{
    /// <summary>What the option takes, for messages.</summary>
    public const string Forms =
        "a list of hosts such as [\"api.example.org\", \"*.example.com\", \"localhost:8080\", \"https://example.net/v1/\", "
        + "\"10.0.0.5\", \"[::1]:8080\"], or [\"*\"] for all public hosts";

    private const int Most = 1000;

    /// <summary>The rules.</summary>
    public IReadOnlyList<HostRule> Rules => rules;

    /// <summary>The grants of a policy.</summary>
    /// <param name="hosts">The declared hosts, which were checked when they were read.</param>
    public static HostGrants Of(IReadOnlyList<string> hosts) =>
        new([.. hosts.Select(HostRule.Parse).OfType<HostRule>()]);

    /// <summary>Whether all texts are rules.</summary>
    public static bool AreRules(IReadOnlyList<string> hosts) =>
        hosts.Count <= Most && hosts.All(host => HostRule.Parse(host) is not null);

    /// <summary>Whether some rule allows requests to a URL; the address that it leads to is another question.</summary>
    public bool Allow(TargetUrl url) => rules.Any(rule => rule.Matches(url));

    /// <summary>
    /// Whether a connection for a URL may go to an address. Threat: a name of the attacker's, in an artifact of theirs, that
    /// resolves to a machine of the operator's. Public addresses may be reached under any rule; those of this machine or its
    /// networks only when a rule has that very name and no public name server can answer for it; all others, and these under
    /// any name, when a rule has that very address.
    /// </summary>
    public bool Admit(TargetUrl url, IPAddress address)
    {
        var (plain, scope) = (AddressScopes.Plain(address), AddressScopes.Of(address));
        return rules.Any(rule => rule.MatchesOrigin(url))
            && (scope == AddressScope.Public
                || rules.Any(rule => rule.Kind == HostKind.Address && rule.MatchesPort(url) && rule.Address!.Equals(plain))
                || (scope is AddressScope.Loopback or AddressScope.Private or AddressScope.Shared
                    && rules.Any(rule => rule.Kind == HostKind.Name && HostName.IsLocal(rule.Host, scope) && rule.MatchesOrigin(url))));
    }

    /// <summary>Whether one of the rules allows all that another one does.</summary>
    /// <param name="host">The other one, as it was declared.</param>
    public bool Cover(string host) => HostRule.Parse(host) is { } inner && rules.Any(rule => rule.Covers(inner));

    /// <summary>Reads a list of rules; null when it is none.</summary>
    internal static string[]? Read(OptionValue value)
    {
        if (value is not OptionValue.List list)
        {
            return null;
        }

        var hosts = list.Items.OfType<OptionValue.Text>().Select(text => text.Value).ToArray();
        return hosts.Length == list.Items.Count && AreRules(hosts) ? hosts : null;
    }
}
