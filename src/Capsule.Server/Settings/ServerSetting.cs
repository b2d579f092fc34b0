using System.Globalization;
using System.Net;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Configuration;

namespace Capsule.Server.Settings;

/// <summary>One setting of the server: a key of <c>capsule-server.toml</c>, a variable and a flag.</summary>
/// <param name="Section">The key's section.</param>
/// <param name="Name">The key.</param>
/// <param name="Forms">What it takes, for messages.</param>
/// <param name="Apply">Gives the changed options, or null when the value is none of the forms. Paths in values are whole.</param>
internal sealed record ServerSetting(string Section, string Name, string Forms, Func<ServerOptions, OptionValue, ServerOptions?> Apply)
{
    /// <summary>What the names of variables begin with.</summary>
    internal const string VariablePrefix = "CAPSULE_SERVER_";

    private const int CountMost = 10_000;
    private const int ConnectionsMost = 1_000_000;

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<ServerSetting> All { get; } =
    [
        new("server", "listen", "http://ADDRESS:PORT or https://ADDRESS:PORT with an IP address or localhost, such as http://127.0.0.1:8484",
            (options, value) => TextOf(value) is { } text && ReadUrl(text) is { } url ? options with { Listen = url } : null)
        {
            Kind = SettingKind.Text, ValueName = "URL", Description = "Where to listen: http://ADDRESS:PORT, or https://ADDRESS:PORT; http://127.0.0.1:8484 by default.",
        },
        new("server", "data", "a folder", (options, value) => TextOf(value) is { } path ? options with { DataDirectory = path } : null)
        {
            Kind = SettingKind.Path, ValueName = "DIR", Description = "The folder of the server's data; by default 'server' in the user's state directory.",
        },
        new("server", "insecure", "true or false", (options, value) => value is OptionValue.Flag flag ? options with { IsInsecure = flag.Value } : null)
        {
            Kind = SettingKind.Flag, Description = "Listen without TLS also where other machines reach the server, such as behind a proxy that has it.",
        },
        new("server", "tls_certificate", "a file", (options, value) => TextOf(value) is { } path ? options with { TlsCertificate = path } : null)
        {
            Kind = SettingKind.Path, ValueName = "FILE", Description = "The certificate for https://, and those between it and a root, in PEM.",
        },
        new("server", "tls_key", "a file", (options, value) => TextOf(value) is { } path ? options with { TlsKey = path } : null)
        {
            Kind = SettingKind.Path, ValueName = "FILE", Description = "The key of the certificate, in PEM; by default it is in the certificate's file.",
        },
        new("server", "log_format", "\"text\" or \"json\"", (options, value) => TextOf(value) switch
        {
            "text" => options with { HasJsonLog = false },
            "json" => options with { HasJsonLog = true },
            _ => null,
        })
        {
            Kind = SettingKind.Text, ValueName = "FORMAT", Description = "How the log is written to standard error: text (the default) or json.",
        },
        Count("max_concurrent", CountMost, (options, count) => options with { MaxConcurrent = count }, "How many executions there are at once; 64 by default."),
        new("limits", "slot_wait", Duration.Forms, (options, value) => Duration.Read(value) is { } time ? options with { SlotPatience = time } : null)
        {
            ValueName = "TIME", Description = "How long a request waits for an execution to end before it is refused; 5s by default.",
        },
        Count("max_connections", ConnectionsMost, (options, count) => options with { MaxConnections = count }, "How many connections there are at most; 10000 by default."),
        Size("max_body", int.MaxValue, (options, size) => options with { MaxBodyBytes = (int)size }, "The longest body of a request; 4MiB by default."),
        Size("max_bodies", long.MaxValue, (options, size) => options with { BodyBytesAtOnce = size }, "The bodies of all requests that are under way; 32MiB by default."),
        .. PolicyOptions.Limits.Select(Cap),
    ];

    /// <summary>How its values are read where they are only text.</summary>
    internal SettingKind Kind { get; init; }

    /// <summary>What the help calls a value.</summary>
    internal string ValueName { get; init; } = "";

    /// <summary>What it sets, as a sentence of the help.</summary>
    internal required string Description { get; init; }

    internal string FlagName => "--" + Name.Replace('_', '-');

    internal string VariableName => VariablePrefix + Name.ToUpperInvariant();

    /// <summary>It as a key of a file.</summary>
    /// <param name="folder">The folder of the file, which relative paths begin at.</param>
    internal SettingKey<ServerOptions> ToKey(string folder) => new(Name, Forms, (options, value) => Apply(options, Whole(value, folder)));

    /// <summary>Sets it by a text, of a flag or a variable; null when that is none of the forms.</summary>
    internal ServerOptions? ApplyText(ServerOptions options, string text) => Apply(options, Whole(
        Kind switch
        {
            SettingKind.Flag when text is "true" or "false" => new OptionValue.Flag(text == "true"),
            SettingKind.Value when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new OptionValue.Integer(number),
            _ => new OptionValue.Text(text),
        },
        Environment.CurrentDirectory));

    private OptionValue Whole(OptionValue value, string folder) => Kind == SettingKind.Path && TextOf(value) is { } path
        ? new OptionValue.Text(Path.GetFullPath(path, folder))
        : value;

    private static string? TextOf(OptionValue value) =>
        value is OptionValue.Text { Value.Length: > 0 } text && !text.Value.Contains('\0', StringComparison.Ordinal) ? text.Value : null;

    private static Uri? ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && (url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            ? url
            : null;

    private static ServerSetting Count(string name, int most, Func<ServerOptions, int, ServerOptions> apply, string description) =>
        new("limits", name, $"a whole number from 1 to {most}", (options, value) =>
            value is OptionValue.Integer { Value: >= 1 } count && count.Value <= most ? apply(options, (int)count.Value) : null)
        {
            ValueName = "N",
            Description = description,
        };

    private static ServerSetting Size(string name, long most, Func<ServerOptions, long, ServerOptions> apply, string description) =>
        new("limits", name, ByteSize.Forms, (options, value) => ByteSize.Read(value) is { } size && size.Bytes <= most ? apply(options, size.Bytes) : null)
        {
            ValueName = "SIZE",
            Description = description,
        };

    private static ServerSetting Cap(LimitOption limit) => new("limits", limit.CapName, limit.Forms, (options, value) =>
        limit.Apply(options.Caps.Limits, value) is { } limits ? options with { Caps = options.Caps with { Limits = limits } } : null)
    {
        ValueName = limit.ValueName,
        Description = $"The most {limit.Name} that a request may ask for.",
    };
}
