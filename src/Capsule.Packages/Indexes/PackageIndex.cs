using System.Net;

namespace Capsule.Packages.Indexes;

/// <summary>Where packages come from (PEP 503).</summary>
/// <param name="Url">Its address, without a login.</param>
/// <param name="Login">The name and password for its own host, or null.</param>
/// <param name="Hosts">Rules of the other hosts that it keeps files on.</param>
internal sealed record PackageIndex(Uri Url, NetworkCredential? Login, IReadOnlyList<string> Hosts)
{
    internal const string Forms = "an address such as https://packages.example.com/simple/";

    /// <summary>The rule of <c>allowed_hosts</c> for the index's own host.</summary>
    internal string Rule => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Reads an address, which may have a login in it; another login may be in .netrc.</summary>
    internal static Outcome<PackageIndex> Parse(string text, IReadOnlyList<string> hosts, Netrc netrc)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            // The address is not quoted: it may have a password in it.
            return Failure.Config($"the address of a package index is not valid; use {Forms}");
        }

        var parts = url.UserInfo.Split(':', 2);
        var login = url.UserInfo.Length == 0
            ? netrc.Find(url.Host)
            : new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        var bare = new UriBuilder(url) { UserName = "", Password = "" };
        bare.Path = bare.Path.EndsWith('/') ? bare.Path : bare.Path + "/";
        return new PackageIndex(bare.Uri, login, hosts);
    }

    /// <inheritdoc/>
    public override string ToString() => Url.AbsoluteUri;
}
