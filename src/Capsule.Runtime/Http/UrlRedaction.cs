using System.Text.RegularExpressions;
using Capsule.Network;

namespace Capsule.Runtime.Http;

/// <summary>URLs as they may be shown: without user information and the values of parameters that carry credentials.</summary>
internal static partial class UrlRedaction
{
    private const int Longest = 2048;
    private const string Hidden = "REDACTED";

    /// <summary>A URL to be shown.</summary>
    internal static string Redact(TargetUrl url) => Shorten(Redact(url.ToString()));

    /// <summary>What a guest wrote for a URL, to be shown; it may be anything.</summary>
    internal static string Redact(string text)
    {
        var shown = Shorten(new string([.. text.Take(Longest * 2).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]));
        return Parameter().Replace(UserInformation().Replace(shown, "$1"), $"$1={Hidden}");
    }

    private static string Shorten(string text) => text.Length <= Longest ? text : text[..Longest] + "…";

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.NonBacktracking)]
    private static partial Regex UserInformation();

    /// <summary>Names that end in, or are, a word for a credential: access_token, X-Amz-Signature, apikey, sig, …</summary>
    [GeneratedRegex(
        "((?:^|[?&;])(?:[^=&;]*(?:token|secret|passw(?:or)?d|passphrase|signature|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|session(?:id)?|authorization|jwt|bearer)|key|auth|sig|pwd|pass|code|sid))=[^&;#]*",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
