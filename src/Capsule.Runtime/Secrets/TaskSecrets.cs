using System.Buffers;
using System.Text;
using Capsule.Network;
using Capsule.Runtime.Http;

namespace Capsule.Runtime.Secrets;

/// <summary>
/// Puts the values of secrets into the requests of one task, and keeps them out of everything that it reads. Threat: a guest
/// that sends a secret to its own server. It has only a placeholder; a request with a placeholder that may not be
/// replaced there is refused.
/// </summary>
internal sealed class TaskSecrets(IReadOnlyList<SecretGrant> grants, RunSecrets run)
{
    private readonly HashSet<string> used = [];

    /// <summary>Whether there is nothing to look for.</summary>
    internal bool IsEmpty => run.Issued.Count == 0;

    /// <summary>The variables that the task sees.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Variables => grants
        .Select(grant => run.Issue(grant.Name)).OfType<IssuedSecret>()
        .Select(secret => KeyValuePair.Create(secret.Name, secret.Placeholder));

    /// <summary>Secrets that the task was granted, that are set, and that no request used.</summary>
    internal IReadOnlyList<string> Unused =>
        [.. grants.Select(grant => grant.Name).Where(name => run.Issue(name) is not null && !used.Contains(name))];

    /// <summary>Those that a response may hold.</summary>
    internal IReadOnlyList<IssuedSecret> Sent => IsEmpty ? [] : [.. run.Issued.Where(secret => secret.WasSent && secret.CanBeScrubbed)];

    /// <summary>Whether the task may send a secret to a URL.</summary>
    internal bool MayBeSentTo(IssuedSecret secret, TargetUrl url) => GrantFor(secret, url) is not null;

    /// <summary>
    /// A request was made before the attempt was resumed: which secrets were in it, nobody remembers. Those that may have been are
    /// looked for in what comes.
    /// </summary>
    internal void NoteReplayed(TargetUrl url)
    {
        foreach (var secret in run.Issued.Where(secret => MayBeSentTo(secret, url)))
        {
            secret.WasSent = true;
        }
    }

    /// <summary>Refuses a text that is shown to servers as it is.</summary>
    internal void RefuseIn(string text, string place)
    {
        if (run.Issued.FirstOrDefault(secret => text.Contains(secret.Placeholder, StringComparison.OrdinalIgnoreCase)) is { } secret)
        {
            throw Refusal(secret, $"is in {place}, where it is not replaced: send it in a header");
        }
    }

    /// <summary>The value of a header with its secrets.</summary>
    /// <returns>Whether there were any, and the value.</returns>
    internal (bool Changed, string Value) Header(string value, TargetUrl url)
    {
        if (IsEmpty)
        {
            return (false, value);
        }

        const string Basic = "Basic ";
        if (value.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Decode(value[Basic.Length..]) is { } pair)
        {
            var (changed, plain) = Replace(pair, url, secret => secret.Value);
            return changed ? (true, Basic + Convert.ToBase64String(Encoding.UTF8.GetBytes(plain))) : Replace(value, url, InHeader);
        }

        return Replace(value, url, InHeader);
    }

    /// <summary>Whether some secret may be put into bodies for a URL.</summary>
    internal bool MayBeInBody(TargetUrl url) =>
        !IsEmpty && run.Issued.Any(secret => GrantFor(secret, url) is { InBody: true });

    /// <summary>A whole body with its secrets.</summary>
    internal ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, TargetUrl url)
    {
        foreach (var secret in run.Issued.Where(secret => body.Span.IndexOf(secret.PlaceholderBytes) >= 0))
        {
            Require(secret, url, inBody: true);
            body = Replace(body.Span, secret);
        }

        return body;
    }

    /// <summary>Looks for placeholders in a body that passes in parts.</summary>
    internal PlaceholderScan Scan() => new(run.Issued);

    internal static GateException Refusal(IssuedSecret secret, string why) =>
        new(HostErrorKind.PermissionDenied, $"the request was not sent: the secret {secret.Name} {why}");

    private static byte[] Replace(ReadOnlySpan<byte> body, IssuedSecret secret)
    {
        var result = new ArrayBufferWriter<byte>(body.Length);
        for (var at = body.IndexOf(secret.PlaceholderBytes); at >= 0; at = body.IndexOf(secret.PlaceholderBytes))
        {
            result.Write(body[..at]);
            result.Write(secret.ValueBytes);
            body = body[(at + secret.PlaceholderBytes.Length)..];
        }

        result.Write(body);
        return result.WrittenSpan.ToArray();
    }

    /// <summary>Headers are written as Latin-1: letters outside of ASCII are sent as UTF-8.</summary>
    private static string InHeader(IssuedSecret secret) => Encoding.Latin1.GetString(secret.ValueBytes);

    private (bool Changed, string Value) Replace(string value, TargetUrl url, Func<IssuedSecret, string> written)
    {
        var changed = false;
        foreach (var secret in run.Issued.Where(secret => value.Contains(secret.Placeholder, StringComparison.Ordinal)))
        {
            Require(secret, url, inBody: false);
            value = value.Replace(secret.Placeholder, written(secret), StringComparison.Ordinal);
            changed = true;
        }

        return changed && value.Any(c => c is < ' ' or '\x7f')
            ? throw new GateException(HostErrorKind.Failed, "a secret's value holds a control character, which no header can have")
            : (changed, value);
    }

    private void Require(IssuedSecret secret, TargetUrl url, bool inBody)
    {
        var grant = GrantFor(secret, url) ?? throw Refusal(secret, $"may not be sent to {url.Authority}"
            + (url.IsSecure ? "" : " without TLS") + $"; allow it with secrets={{\"{secret.Name}\": [\"{url.Authority}\"]}}");
        if (inBody ? !grant.InBody : !grant.InHeaders)
        {
            throw Refusal(secret, inBody
                ? "may not be in a body; allow it with \"in\": [\"headers\", \"body\"]" : "may not be in a header; allow it with \"in\": [\"headers\"]");
        }

        used.Add(secret.Name);
        secret.WasSent = true;
    }

    /// <summary>The grant that covers a URL. Without TLS, only for rules that say <c>http://</c>, and on this machine.</summary>
    private SecretGrant? GrantFor(IssuedSecret secret, TargetUrl url) => grants.FirstOrDefault(grant =>
        grant.Name == secret.Name && grant.Hosts.Select(HostRule.Parse).Any(rule =>
            rule!.Matches(url) && (url.IsSecure || rule.Scheme == "http" || IsThisMachine(url))));

    private static bool IsThisMachine(TargetUrl url) =>
        url.Host == "localhost" || (url.Address is { } address && AddressScopes.Of(address) == AddressScope.Loopback);

    private static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
