using Capsule.Options;

namespace Capsule.Network;

/// <summary>Reads the option <c>secrets</c>.</summary>
internal static class SecretGrants
{
    /// <summary>What the option takes, for messages.</summary>
    public const string Forms =
        "names with the hosts that may get them, such as {\"API_KEY\": [\"api.example.org\"]} or "
        + "{\"API_KEY\": {\"hosts\": [\"api.example.org\"], \"in\": [\"headers\", \"body\"]}}";

    private const int Most = 100;

    /// <summary>Whether secrets are well-formed, wherever they come from.</summary>
    public static bool AreValid(IReadOnlyList<SecretGrant> secrets) =>
        secrets.Count <= Most && secrets.All(secret =>
            IsVariable(secret.Name) && secret.Hosts.Count > 0 && HostGrants.AreRules(secret.Hosts)
            && !secret.Hosts.Any(host => HostRule.Parse(host)!.Kind == HostKind.Any) && (secret.InHeaders || secret.InBody));

    /// <summary>Reads an option; null when it is none of <see cref="Forms"/>.</summary>
    internal static IReadOnlyList<SecretGrant>? Read(OptionValue value)
    {
        if (value is not OptionValue.Table table)
        {
            return null;
        }

        var secrets = table.Items.Select(item => ReadOne(item.Key, item.Value)).OfType<SecretGrant>().ToArray();
        return secrets.Length == table.Items.Count && AreValid(secrets) ? secrets : null;
    }

    /// <summary>Writes grants such that they read back.</summary>
    internal static OptionValue Write(IReadOnlyList<SecretGrant> secrets) => new OptionValue.Table(secrets.ToDictionary(
        secret => secret.Name,
        OptionValue (secret) => new OptionValue.Table(new Dictionary<string, OptionValue>(StringComparer.Ordinal)
        {
            ["hosts"] = OptionValue.Texts(secret.Hosts),
            ["in"] = OptionValue.Texts([.. secret.InHeaders ? ["headers"] : Array.Empty<string>(), .. secret.InBody ? ["body"] : Array.Empty<string>()]),
        }),
        StringComparer.Ordinal));

    /// <summary>A grant in words.</summary>
    internal static string Format(SecretGrant secret) =>
        $"{secret.Name} for {string.Join(", ", secret.Hosts)}"
        + (secret.InBody ? secret.InHeaders ? " in headers and bodies" : " in bodies" : "");

    /// <summary>Whether a variable can have a name.</summary>
    internal static bool IsVariable(string name) =>
        name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) && !name.Any(char.IsControl);

    /// <summary>Whether a secret goes nowhere that another grant of it does not let it go.</summary>
    internal static bool Covers(SecretGrant cap, SecretGrant secret) =>
        cap.Name == secret.Name && (cap.InHeaders || !secret.InHeaders) && (cap.InBody || !secret.InBody)
        && secret.Hosts.All(HostGrants.Of(cap.Hosts).Cover);

    private static SecretGrant? ReadOne(string name, OptionValue value) => value switch
    {
        OptionValue.List => HostGrants.Read(value) is { } hosts ? new(name, hosts, InHeaders: true, InBody: false) : null,
        OptionValue.Table table when table.Items.Keys.All(key => key is "hosts" or "in") => ReadTable(name, table.Items),
        _ => null,
    };

    private static SecretGrant? ReadTable(string name, IReadOnlyDictionary<string, OptionValue> items)
    {
        if (HostGrants.Read(items.GetValueOrDefault("hosts", new OptionValue.None())) is not { } hosts)
        {
            return null;
        }

        if (!items.TryGetValue("in", out var written))
        {
            return new SecretGrant(name, hosts, InHeaders: true, InBody: false);
        }

        string[] places = written is OptionValue.List list
            ? [.. list.Items.Select(item => item is OptionValue.Text { Value: "headers" or "body" } text ? text.Value : "")]
            : [""];
        return places.Contains("") ? null : new SecretGrant(name, hosts, places.Contains("headers"), places.Contains("body"));
    }
}
