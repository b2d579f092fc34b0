using Capsule.Network;
using Capsule.Options;

namespace Capsule.Runtime.Configuration;

/// <summary>One <c>[[packages.index]]</c> of capsule.toml.</summary>
/// <param name="Url">The index's address, as in PEP 503.</param>
/// <param name="Hosts">Other hosts that it keeps its files on, as rules of <c>allowed_hosts</c>.</param>
internal sealed record PackageSource(string Url, IReadOnlyList<string> Hosts)
{
    internal const string Forms = "tables such as [[packages.index]] with url = \"https://packages.example.com/simple/\" and, where its files are on other hosts, hosts = [\"files.example.com\"]";

    /// <summary>Reads a list of tables; null when it is none of <see cref="Forms"/>.</summary>
    internal static PackageSource[]? ReadAll(OptionValue value)
    {
        var items = value is OptionValue.List list ? list.Items : [];
        var read = items.Select(Read).OfType<PackageSource>().ToArray();
        return read.Length > 0 && read.Length == items.Count ? read : null;
    }

    private static PackageSource? Read(OptionValue value)
    {
        if (value is not OptionValue.Table { Items: var items }
            || items.Keys.Any(key => key is not ("url" or "hosts"))
            || items.GetValueOrDefault("url") is not OptionValue.Text { Value.Length: > 0 } url)
        {
            return null;
        }

        return items.GetValueOrDefault("hosts", new OptionValue.List([])) is OptionValue.List hosts
            && hosts.Items.All(host => host is OptionValue.Text text && HostRule.Parse(text.Value) is not null)
            ? new PackageSource(url.Value, [.. hosts.Items.Cast<OptionValue.Text>().Select(host => host.Value)])
            : null;
    }
}
