namespace Capsule.Architecture.Tests;

/// <summary>Libraries that are packed promise something to those who use them.</summary>
public sealed class PackageTests
{
    public static TheoryData<string> Libraries =>
    [
        .. Repository.Files("src", "*.csproj").Where(path => Has(path, "<IsPackable>true") && !Has(path, "<PackAsTool>true")),
    ];

    /// <summary>The analyzer says nothing about a library without a list.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Has_a_list_of_its_public_members(string project)
    {
        foreach (var list in new[] { "Shipped", "Unshipped" })
        {
            var path = Repository.FullPath($"{Path.GetDirectoryName(project)}/PublicAPI.{list}.txt");
            Assert.True(File.Exists(path), $"there is no {path}; eng/public-api.sh writes it");
            Assert.Equal("#nullable enable", File.ReadLines(path).First());
        }
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Documents_its_public_members(string project) => Offenders.MustBeNone(
        Repository.Files(Path.GetDirectoryName(project)!, "*.cs").Append(project)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && Has(path, "CS1591")));

    /// <summary>In embedders' hands there is no member of the engine, and of the guest only what the runtime's members have in them.</summary>
    [Theory]
    [InlineData("Capsule.Wasm")]
    [InlineData("Capsule.Guests", "Capsule.Guests.FileSystem.Host.HostFileLimits", "Capsule.Guests.Abstractions.GuestFile")]
    public void Has_no_other_public_types(string project, params string[] types) => Assert.Equal(
        types,
        File.ReadLines(Repository.FullPath($"src/{project}/PublicAPI.Unshipped.txt"))
            .Where(line => line.StartsWith("Capsule.", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal) && !line.EndsWith(')')));

    private static bool Has(string path, string text) => File.ReadAllText(Repository.FullPath(path)).Contains(text, StringComparison.Ordinal);
}
