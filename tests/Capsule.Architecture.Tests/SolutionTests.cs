using System.Xml.Linq;

namespace Capsule.Architecture.Tests;

public sealed class SolutionTests
{
    [Theory]
    [InlineData("bench")]
    [InlineData("examples")]
    [InlineData("src")]
    [InlineData("tests")]
    public void Every_project_is_in_the_solution(string folder)
    {
        var listed = XDocument.Load(Repository.FullPath("Capsule.slnx")).Descendants("Project")
            .Select(project => project.Attribute("Path")!.Value)
            .Where(path => path.StartsWith($"{folder}/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Assert.Equal(Repository.Files(folder, "*.csproj"), listed);
    }
}
