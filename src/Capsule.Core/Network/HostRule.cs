using System.Net;

namespace Capsule.Network;

/// <summary>One entry of <c>allowed_hosts</c> (docs/reference/network.md).</summary>
internal sealed record HostRule
{
    private const int Longest = 2048;
    private const string PathCharacters = "-._~!$&'()*+,=:@/";

    private HostRule(string text) => Text = text;

    /// <summary>As it was declared.</summary>
    public string Text { get; }

    /// <summary>What kind of host it names.</summary>
    public HostKind Kind { get; private init; }

    /// <summary>The name, or the name that others are below.</summary>
    public string Host { get; private init; } = "";

    /// <summary>The address, when it names one.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>The only scheme, or null for both.</summary>
    public string? Scheme { get; private init; }

    /// <summary>The only port, or null for any.</summary>
    public int? Port { get; private init; }

    /// <summary>The segments that paths start with.</summary>
    public IReadOnlyList<string> Path { get; private init; } = [];

    /// <summary>Reads a rule; null when it is none.</summary>
    public static HostRule? Parse(string text)
    {
        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http" : null;
        var rest = scheme is null ? text : text[(scheme.Length + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, path) = slash < 0 ? (rest, "/") : (rest[..slash], rest[slash..]);
        if (text.Length > Longest || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || PathOf(path) is not { } prefix)
        {
            return null;
        }

        var isBareAddress = HostName.Address(authority) is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 }
            || (authority.Contains(':', StringComparison.Ordinal) && HostName.Address(authority) is not null);
        return TargetUrl.TrySplit(isBareAddress ? $"[{authority}]" : authority, out var host, out var port)
            ? new HostRule(text)
            {
                Scheme = scheme,
                Port = port ?? (scheme is null ? null : TargetUrl.DefaultPort(scheme)),
                Path = prefix,
            }.WithHost(host)
            : null;
    }

    /// <summary>Whether a request to a URL is what the rule allows. The address is checked apart from this.</summary>
    public bool Matches(TargetUrl url) => MatchesOrigin(url) && UrlPath.IsBelow(url.Path, Path);

    /// <summary>Whether the rule is about the URL's scheme, host and port.</summary>
    public bool MatchesOrigin(TargetUrl url) =>
        MatchesPort(url) && Kind switch
        {
            HostKind.Any => true,
            HostKind.Address => Address!.Equals(url.Address),
            HostKind.Name => url.Address is null && url.Host == Host,
            _ => url.Address is null && url.Host.EndsWith("." + Host, StringComparison.Ordinal),
        };

    /// <summary>Whether the rule is about the URL's scheme and port.</summary>
    public bool MatchesPort(TargetUrl url) => (Scheme is null || Scheme == url.Scheme) && (Port is null || Port == url.Port);

    /// <summary>Whether the rule allows all that another one does, addresses included (<see cref="HostGrants.Admit"/>).</summary>
    public bool Covers(HostRule inner) =>
        (Scheme is null || Scheme == inner.Scheme) && (Port is null || Port == inner.Port)
        && inner.Path.Take(Path.Count).SequenceEqual(Path, StringComparer.Ordinal)
        && (Kind == inner.Kind && Kind is HostKind.Name or HostKind.Address ? Host == inner.Host : CoversMany(inner));

    /// <summary>
    /// A rule for many hosts means public addresses. Threat: <c>"*"</c> as a cap, and a program that names
    /// <c>169.254.169.254</c> or <c>db.internal</c>.
    /// </summary>
    private bool CoversMany(HostRule inner) => Kind switch
    {
        HostKind.Any => inner.Kind switch
        {
            HostKind.Address => AddressScopes.Of(inner.Address!) == AddressScope.Public,
            HostKind.Name => !HostName.IsLocal(inner.Host),
            _ => true,
        },
        HostKind.Subdomains => inner.Kind switch
        {
            HostKind.Name => inner.Host.EndsWith("." + Host, StringComparison.Ordinal) && !HostName.IsLocal(inner.Host),
            HostKind.Subdomains => inner.Host == Host || inner.Host.EndsWith("." + Host, StringComparison.Ordinal),
            _ => false,
        },
        _ => false,
    };

    private HostRule? WithHost(string host)
    {
        if (host == "*")
        {
            return this with { Kind = HostKind.Any };
        }

        if (HostName.Address(host) is { } address)
        {
            return this with { Kind = HostKind.Address, Host = address.ToString(), Address = address };
        }

        var isBelow = host.StartsWith("*.", StringComparison.Ordinal);
        return HostName.Normalize(isBelow ? host[2..] : host) is { } name
            ? this with { Kind = isBelow ? HostKind.Subdomains : HostKind.Name, Host = name }
            : null;
    }

    private static string[]? PathOf(string path)
    {
        var segments = path.Trim('/').Split('/');
        return path.All(c => char.IsAsciiLetterOrDigit(c) || PathCharacters.Contains(c, StringComparison.Ordinal))
            && !segments.Any(segment => segment.Length > 0 && segment.All(c => c == '.')) && !path.Contains("//", StringComparison.Ordinal)
            ? [.. segments.Where(segment => segment.Length > 0)]
            : null;
    }
}
