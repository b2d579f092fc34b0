using System.Globalization;
using System.Net;

namespace Capsule.Network;

/// <summary>Names and addresses of hosts, in the one spelling that comparing them needs.</summary>
internal static class HostName
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    /// <summary>IDNA takes these for dots; whoever reads them does not.</summary>
    private const string OtherDots = "\u3002\uFF0E\uFF61";

    /// <summary>
    /// Domains that no public name server answers for: RFC 6761 (localhost, test), RFC 6762 (local, and appendix G: intranet,
    /// private, corp, home, lan), RFC 8375 (home.arpa), and ICANN's resolution 2024.07.29.06 (internal).
    /// </summary>
    private static readonly string[] LocalDomains =
        ["localhost", "test", "local", "intranet", "private", "corp", "home", "lan", "home.arpa", "internal"];

    /// <summary>Whether a name is about this machine or its networks: a single label, or below one of their domains.</summary>
    internal static bool IsLocal(string name, AddressScope scope) => scope == AddressScope.Loopback
        ? !name.Contains('.', StringComparison.Ordinal) || IsBelow(name, "localhost") || IsBelow(name, "test")
        : !name.Contains('.', StringComparison.Ordinal) || LocalDomains.Any(domain => IsBelow(name, domain));

    /// <summary>Whether a rule with a name lets it lead to this machine or its networks.</summary>
    internal static bool IsLocal(string name) => IsLocal(name, AddressScope.Loopback) || IsLocal(name, AddressScope.Private);

    private static bool IsBelow(string name, string domain) =>
        name == domain || name.EndsWith("." + domain, StringComparison.Ordinal);

    /// <summary>A name in small letters and ASCII, or null when it is none.</summary>
    internal static string? Normalize(string text)
    {
        var lower = text.ToLowerInvariant();
        if (System.Text.Ascii.IsValid(lower))
        {
            return IsName(lower) ? lower : null;
        }

        try
        {
            var ascii = lower.AsSpan().IndexOfAny(OtherDots) < 0
                ? new IdnMapping { UseStd3AsciiRules = true }.GetAscii(lower)
                : "";
            return IsName(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it is a name in small letters: labels of letters, digits, hyphens and underscores.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.Split('.') is var labels && labels.All(IsLabel) && !LooksNumeric(labels[^1]);

    /// <summary>
    /// An address in its canonical spelling: four decimal numbers, or version 6 without a zone. Threat: resolvers take
    /// <c>127.1</c>, <c>0x7f000001</c>, <c>2130706433</c> and <c>0177.0.0.1</c> for addresses too, each in another way.
    /// </summary>
    internal static IPAddress? Address(string text)
    {
        if (text.AsSpan().IndexOfAny("%[]/") >= 0 || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var isVersion6 = text.Contains(':', StringComparison.Ordinal);
        return isVersion6 || address.ToString() == text ? AddressScopes.Plain(address) : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= LongestLabel && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>A name that ends like this is an address to some resolver (the URL standard, "ends in a number").</summary>
    private static bool LooksNumeric(string label) =>
        label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.Ordinal) && label[2..].All(char.IsAsciiHexDigit));
}
