using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Capsule.Network;

/// <summary>The URL of a request, taken apart in the one way that leaves nothing to interpret.</summary>
internal sealed record TargetUrl
{
    private const int Longest = 64 << 10;

    private TargetUrl()
    {
    }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme { get; private init; } = "";

    /// <summary>The host: a name in small letters, or an address without brackets.</summary>
    public string Host { get; private init; } = "";

    /// <summary>The address that the host is, or null when it is a name.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>The port, written or not.</summary>
    public int Port { get; private init; }

    /// <summary>The path, from its slash on.</summary>
    public string Path { get; private init; } = "";

    /// <summary>The query with its question mark, or nothing.</summary>
    public string Query { get; private init; } = "";

    /// <summary>Whether the host encrypts the connection.</summary>
    public bool IsSecure => Scheme == "https";

    /// <summary>The host and, unless it is the scheme's own, the port.</summary>
    public string Authority => IsDefaultPort ? ShownHost : $"{ShownHost}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string ShownHost => Address?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{Host}]" : Host;

    private bool IsDefaultPort => Port == DefaultPort(Scheme);

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}://{Authority}{Path}{Query}";

    /// <summary>Takes a URL apart.</summary>
    /// <param name="text">What a guest wrote.</param>
    /// <param name="url">The URL.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TargetUrl? url, [NotNullWhen(false)] out string? problem)
    {
        (url, problem) = (null, null);
        var scheme = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
            : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http" : null;
        if (scheme is null)
        {
            problem = "a URL starts with http:// or https://";
        }
        else if (text.Length > Longest)
        {
            problem = $"the URL has {text.Length} characters, and {Longest} are allowed";
        }
        else if (text.Any(c => c is <= ' ' or > '~' or '\\' or '#'))
        {
            problem = "a URL has no spaces, control characters, backslashes, fragments or letters outside ASCII: encode them";
        }
        else
        {
            problem = ParseRest(scheme, text[(scheme.Length + 3)..], out url);
        }

        return url is not null;
    }

    internal static int DefaultPort(string scheme) => scheme == "https" ? 443 : 80;

    private static string? ParseRest(string scheme, string rest, out TargetUrl? url)
    {
        url = null;
        var end = rest.AsSpan().IndexOfAny('/', '?');
        var (authority, tail) = end < 0 ? (rest, "/") : (rest[..end], rest[end..]);
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            return "user names and passwords in a URL are not allowed: use the header Authorization";
        }

        if (!TrySplit(authority, out var host, out var written))
        {
            return "the URL's host and port are not valid";
        }

        var name = host.ToLowerInvariant();
        var address = HostName.Address(name);
        if (address is null && !HostName.IsName(name))
        {
            return name.EndsWith('.') ? "write the host without a dot at its end"
                : "the URL's host is no name in ASCII (IDNA) and no address in its usual spelling";
        }

        var query = tail.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? tail : tail[..query];
        url = new TargetUrl
        {
            Scheme = scheme,
            Host = address?.ToString() ?? name,
            Address = address,
            Port = written ?? DefaultPort(scheme),
            Path = path.Length == 0 ? "/" : path,
            Query = query < 0 ? "" : tail[query..],
        };
        return null;
    }

    /// <summary>Splits <c>host</c>, <c>host:port</c>, <c>[address]</c> and <c>[address]:port</c>.</summary>
    internal static bool TrySplit(string authority, out string host, out int? port)
    {
        port = null;
        var isBracketed = authority.StartsWith('[');
        var end = isBracketed ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        end = end < 0 ? authority.Length : end;
        host = isBracketed && end > 1 ? authority[1..(end - 1)] : authority[..end];
        if (isBracketed != host.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        if (end == authority.Length)
        {
            return host.Length > 0;
        }

        var digits = authority[(end + 1)..];
        var isPort = authority[end] == ':' && digits.Length is > 0 and <= 5 && digits.All(char.IsAsciiDigit);
        port = isPort ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
        return host.Length > 0 && port is > 0 and < 65_536;
    }
}
