using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Configuration;

/// <summary>The keys of capsule.toml.</summary>
internal static class ProjectKey
{
    /// <summary>All keys, by section.</summary>
    internal static IReadOnlyDictionary<string, SettingKey<ProjectFile>[]> Sections { get; } =
        new Dictionary<string, SettingKey<ProjectFile>[]>(StringComparer.Ordinal)
        {
            ["workflow"] =
            [
                Text("name", (project, text) => project with { Name = text }),
                Text("version", (project, text) => project with { Version = text }),
                Text("entrypoint", (project, text) => project with { Entrypoint = text }),
                new("programs", CompanionPrograms.Forms, (project, value) =>
                    Texts(value) is { } files && CompanionPrograms.AreFiles(files) ? project with { Programs = files } : null),
                Flag("durable", (project, flag) => project with { IsDurable = flag }),
            ],
            ["journal"] = [Flag("enabled", (project, flag) => project with { HasJournal = flag })],
            ["tasks"] = [.. PolicyOptions.All.Select(Default)],
            ["build"] =
            [
                new("include", "a list of patterns such as [\"data/*.csv\"]", (project, value) =>
                    Texts(value) is { } patterns ? project with { Include = patterns } : null),
                Text("site_packages", (project, text) => project with { SitePackages = text }),
                .. LoadLimitOption.All.Select(Load),
            ],
            ["packages"] =
            [
                new("dependencies", "a list of requirements such as [\"numpy>=2\", \"pandas\"]", (project, value) =>
                    Texts(value) is { } texts ? project with { Packages = Of(project) with { Dependencies = texts } } : null),
                new("index", PackageSource.Forms, (project, value) =>
                    PackageSource.ReadAll(value) is { } sources ? project with { Packages = Of(project) with { Indexes = sources } } : null),
            ],
            ["limits"] =
            [
                .. PolicyOptions.Limits.Select(Cap),
                .. RunLimitOption.All.Select(Limit),
                .. PolicyOptions.Grants.Select(Grant),
            ],
        };

    private static PackageSettings Of(ProjectFile project) => project.Packages ?? new PackageSettings();

    private static SettingKey<ProjectFile> Text(string name, Func<ProjectFile, string, ProjectFile> apply) =>
        new(name, "a string", (project, value) =>
            value is OptionValue.Text { Value.Length: > 0 } text ? apply(project, text.Value) : null);

    private static SettingKey<ProjectFile> Flag(string name, Func<ProjectFile, bool, ProjectFile> apply) =>
        new(name, "true or false", (project, value) => value is OptionValue.Flag flag ? apply(project, flag.Value) : null);

    private static SettingKey<ProjectFile> Default(PolicyOption option) => new("default_" + option.Name, option.Forms, (project, value) =>
        option.Apply(project.Defaults, value) is { } defaults ? project with { Defaults = defaults } : null);

    private static SettingKey<ProjectFile> Cap(LimitOption option) => new(option.CapName, option.Forms, (project, value) =>
        option.Apply(project.Caps.Limits, value) is { } limits ? project with { Caps = project.Caps with { Limits = limits } } : null);

    private static SettingKey<ProjectFile> Limit(RunLimitOption option) => new(option.Name, option.Forms, (project, value) =>
        option.Apply(project.Limits, value) is { } limits ? project with { Limits = limits } : null);

    private static SettingKey<ProjectFile> Load(LoadLimitOption option) => new(option.Name, option.Forms, (project, value) =>
        option.Apply(project.Loading ?? LoadLimits.Default, value) is { } limits ? project with { Loading = limits } : null);

    private static SettingKey<ProjectFile> Grant(GrantOption option) => new(option.Name, option.Forms, (project, value) =>
        option.Apply(project.Caps.Grants is [var caps, ..] ? caps : new GrantCaps(), value) is { } grants
            ? project with { Caps = project.Caps with { Grants = [grants] } }
            : null);

    private static string[]? Texts(OptionValue value) => value is OptionValue.List list
        && list.Items.All(item => item is OptionValue.Text { Value.Length: > 0 })
        ? [.. list.Items.Cast<OptionValue.Text>().Select(text => text.Value)]
        : null;
}
