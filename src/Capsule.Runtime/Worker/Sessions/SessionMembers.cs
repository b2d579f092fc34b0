using System.Text;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>The members of requests about sessions.</summary>
internal static class SessionMembers
{
    private static readonly string[] CallOptions = ["compute", "timeout"];
    private static readonly string[] TimeOptions = ["grace", "idle_timeout"];
    private static readonly string[] SizeOptions = ["disk", "total_output"];
    private static readonly string[] GrantOptions = [.. PolicyOptions.Grants.Select(option => option.Name)];
    private static readonly string[] AllOptions =
        [.. PolicyOptions.Limits.Where(limit => limit.IsForCells).Select(limit => limit.Name), .. SizeOptions, .. TimeOptions, "output_kept"];

    internal static RequestMember<SessionParameters> Session { get; } =
        RequestMembers.Text<SessionParameters>("session", (request, id) => request with { Session = id });

    internal static RequestMember<SessionParameters> Source { get; } =
        RequestMembers.AnyText<SessionParameters>("source", (request, source) => request with { Source = source });

    internal static RequestMember<SessionParameters> Stream { get; } =
        RequestMembers.Flag<SessionParameters>("stream", (request, stream) => request with { Stream = stream });

    internal static RequestMember<SessionParameters> Directory { get; } =
        RequestMembers.Text<SessionParameters>("cwd", (request, path) => request with { Directory = path });

    internal static RequestMember<SessionParameters> Path { get; } =
        RequestMembers.Text<SessionParameters>("path", (request, path) => request with { Path = path });

    internal static RequestMember<SessionParameters> FromFile { get; } =
        RequestMembers.Text<SessionParameters>("from_file", (request, path) => request with { FromFile = path });

    internal static RequestMember<SessionParameters> ToFile { get; } =
        RequestMembers.Text<SessionParameters>("to_file", (request, path) => request with { ToFile = path });

    internal static RequestMember<SessionParameters> Snapshot { get; } =
        RequestMembers.Text<SessionParameters>("snapshot", (request, id) => request with { Snapshot = id });

    internal static RequestMember<SessionParameters> Resume { get; } =
        RequestMembers.Text<SessionParameters>("resume", (request, id) => request with { Resume = id });

    internal static RequestMember<SessionParameters> Text { get; } =
        RequestMembers.AnyText<SessionParameters>("text", (request, text) => request with { Contents = Encoding.UTF8.GetBytes(text) });

    internal static RequestMember<SessionParameters> Base64 { get; } =
        new("base64", (request, value) =>
            value.ValueKind == System.Text.Json.JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
                ? request with { Contents = bytes }
                : Failure.Config("\"base64\" takes bytes in base64"));

    /// <summary>Limits of one call.</summary>
    internal static RequestMember<SessionParameters> OptionsOfCall { get; } =
        RequestMembers.Options<SessionParameters>("options", CallOptions, FormsOf, Apply);

    /// <summary>Limits of a session.</summary>
    internal static RequestMember<SessionParameters> OptionsOfSession { get; } =
        RequestMembers.Options<SessionParameters>("options", AllOptions, FormsOf, Apply);

    /// <summary>The language of a session's cells.</summary>
    internal static RequestMember<SessionParameters> Language { get; } =
        RequestMembers.Language<SessionParameters>((request, language) => request with { Options = request.Options with { Language = language } });

    /// <summary>Folders for a session.</summary>
    internal static RequestMember<SessionParameters> Mounts { get; } =
        RequestMembers.Texts<SessionParameters>("mounts", FolderMount.Forms, (request, mounts) => request with { Mounts = mounts });

    /// <summary>Packages for a session.</summary>
    internal static RequestMember<SessionParameters> SitePackages { get; } =
        RequestMembers.Text<SessionParameters>(
            "site_packages", (request, folder) => request with { Options = request.Options with { SitePackages = folder } });

    /// <summary>Packages to install for a session.</summary>
    internal static RequestMember<SessionParameters> Packages { get; } =
        RequestMembers.Texts<SessionParameters>("packages", "requirements such as numpy>=2", (request, packages) => request with { Packages = packages });

    /// <summary>Functions of the client for a session.</summary>
    internal static RequestMember<SessionParameters> Tools { get; } =
        RequestMembers.Of<SessionParameters>("tools", System.Text.Json.JsonValueKind.Array, "an array", (request, list) =>
            ToolDeclaration.ReadAll(list).TryGet(out var tools, out var failure) ? request with { Tools = tools } : failure);

    /// <summary>What else a session may use of the host, as tasks declare it.</summary>
    internal static RequestMember<SessionParameters> Grants { get; } =
        RequestMembers.Options<SessionParameters>("grants", GrantOptions, FormsOf, (request, name, value) =>
            PolicyOptions.Find(name)!.Apply(request.Options.Policy, value) is { } policy
                ? request with { Options = request.Options with { Policy = policy } }
                : null);

    private static string FormsOf(string name) =>
        SizeOptions.Contains(name) ? ByteSize.Forms
        : TimeOptions.Contains(name) ? Duration.Forms
        : name == "output_kept" ? "a number of characters"
        : PolicyOptions.Find(name)!.Forms;

    private static SessionParameters? Apply(SessionParameters request, string name, OptionValue value)
    {
        if (SizeOptions.Contains(name) || TimeOptions.Contains(name) || name == "output_kept")
        {
            return Apply(request.Options, name, value) is { } options ? request with { Options = options } : null;
        }

        return PolicyOptions.FindLimit(name)!.Apply(request.Overrides, value) is { } overrides ? request with { Overrides = overrides } : null;
    }

    private static SessionOptions? Apply(SessionOptions options, string name, OptionValue value) => name switch
    {
        "disk" => ByteSize.Read(value) is { } disk ? options with { Disk = disk } : null,
        "total_output" => ByteSize.Read(value) is { } output ? options with { MaxTotalOutput = output } : null,
        "grace" => Duration.Read(value) is { } grace ? options with { Grace = grace } : null,
        "idle_timeout" => Duration.Read(value) is { } idle ? options with { IdleTimeout = idle } : null,
        _ => value is OptionValue.Integer { Value: >= 0 and <= int.MaxValue } kept ? options with { MaxOutputLength = (int)kept.Value } : null,
    };
}
