namespace Capsule.Architecture.Tests;

public sealed class ProjectGraphTests
{
    /// <summary>The whole graph, with the packages: what is not in it is not allowed.</summary>
    public static TheoryData<string, string[], string[]> Allowed => new()
    {
        { "Capsule.Core", [], [] },
        { "Capsule.Wasm", [], ["Wasmtime"] },
        { "Capsule.Guests", ["Capsule.Wasm"], [] },
        { "Capsule.GuestBuilder", ["Capsule.Guests"], ["NodaTime"] },
        { "Capsule.Journal", ["Capsule.Core"], ["Microsoft.Data.Sqlite"] },
        { "Capsule.Journal.Postgres", ["Capsule.Core"], ["Npgsql"] },
        { "Capsule.Runtime", ["Capsule.Core", "Capsule.Guests"], ["DiffPlex", "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.FileSystemGlobbing", "Tomlyn", "ZstdSharp.Port"] },
        { "Capsule.Extensions.AI", ["Capsule.Runtime"], ["Microsoft.Extensions.AI.Abstractions"] },
        { "Capsule.Extensions.Hosting", ["Capsule.Runtime"], ["Microsoft.Extensions.Configuration.Binder", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions"] },
        { "Capsule.Mcp", ["Capsule.Runtime"], ["ModelContextProtocol.Core"] },
        { "Capsule.Packages", ["Capsule.Runtime"], ["Tomlyn"] },
        { "Capsule.Server", ["Capsule.Journal", "Capsule.Mcp", "Capsule.Runtime"], ["Microsoft.Data.Sqlite", "ModelContextProtocol.AspNetCore", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "System.CommandLine"] },
        { "Capsule.Cli", ["Capsule.Journal", "Capsule.Mcp", "Capsule.Packages", "Capsule.Runtime"], ["OpenTelemetry.Exporter.OpenTelemetryProtocol", "Spectre.Console", "System.CommandLine"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_references_only_what_the_graph_allows(string project, string[] projects, string[] packages)
    {
        var file = new ProjectFile($"src/{project}/{project}.csproj");
        Assert.Equal(projects, file.Projects);
        Assert.Equal(packages, file.Packages);
    }

    [Fact]
    public void Every_project_is_in_the_graph() => Assert.Equal(
        Repository.Files("src", "*.csproj"),
        Allowed.Select(row => row.Data.Item1)
            .Select(name => $"src/{name}/{name}.csproj")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void What_all_projects_share_are_analyzers_only()
    {
        var file = new ProjectFile("Directory.Build.props");
        Assert.Empty(file.Projects);
        Assert.Equal(["Meziantou.Analyzer", "Microsoft.CodeAnalysis.BannedApiAnalyzers"], file.Packages);
    }

    [Fact]
    public void Versions_of_packages_are_in_one_place() => Offenders.MustBeNone(
        new[] { "src", "tests", "bench", "examples" }.SelectMany(folder => Repository.Files(folder, "*.csproj"))
            .SelectMany(path => new ProjectFile(path).VersionedPackages));
}
