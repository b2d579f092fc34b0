using System.Text.RegularExpressions;

namespace Capsule.Architecture.Tests;

/// <summary>The map of the code names what there is.</summary>
public sealed partial class MapTests
{
    private static readonly string Map = File.ReadAllText(Repository.FullPath("docs/explanation/architecture.md"));

    [Fact]
    public void Every_folder_of_the_sources_is_in_the_map() => Assert.All(
        Repository.Files("src", "*.cs").Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => $"`{parts[1]}/{parts[2]}`").Distinct(),
        folder => Assert.Contains(folder, Map, StringComparison.Ordinal));

    [Fact]
    public void Every_folder_and_file_of_the_map_is_there() => Assert.All(
        Place().Matches(Map).Select(match => match.Groups["path"].Value),
        path => Assert.True(Path.Exists(Repository.FullPath($"src/{path}")), path));

    [GeneratedRegex("`(?<path>Capsule\\.[\\w.]+/[\\w./]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
