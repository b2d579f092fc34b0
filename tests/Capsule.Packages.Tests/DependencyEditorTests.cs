using Capsule.Packages.Projects;
using CsCheck;

namespace Capsule.Packages.Tests;

public sealed class DependencyEditorTests
{
    private const string Commented = """
        # The project.
        [workflow]
        name = "x"  # its name

        [packages]
        # What it needs.
        dependencies = [
            "numpy>=2",  # arrays
            # tables:
            "Pandas",
        ]
        index = [{ url = "https://p.example/simple/" }]

        [limits]
        max_compute = "HIGH"
        """;

    [Fact]
    public void Adding_leaves_everything_else_as_it_is()
    {
        var changed = Add(Commented, "attrs>=25");

        Assert.Equal(Commented.Replace("    \"Pandas\",\n", "    \"Pandas\",\n    \"attrs>=25\",\n", StringComparison.Ordinal), changed);
    }

    [Fact]
    public void A_requirement_of_the_same_name_takes_the_old_ones_place() =>
        Assert.Equal(Commented.Replace("\"Pandas\"", "\"pandas>=3\"", StringComparison.Ordinal), Add(Commented, "pandas>=3"));

    [Fact]
    public void Removing_takes_the_line_and_its_comment()
    {
        Assert.Equal(Commented.Replace("    \"numpy>=2\",  # arrays\n", "", StringComparison.Ordinal), DependencyEditor.Remove(Commented, "numpy"));
        Assert.Null(DependencyEditor.Remove(Commented, "attrs"));
    }

    [Theory]
    [InlineData("", "[packages]\ndependencies = [\n    \"a\",\n]\n")]
    [InlineData("[workflow]\nname = \"x\"", "[workflow]\nname = \"x\"\n\n[packages]\ndependencies = [\n    \"a\",\n]\n")]
    [InlineData("[packages]\n", "[packages]\ndependencies = [\n    \"a\",\n]\n")]
    [InlineData("[packages]", "[packages]\ndependencies = [\n    \"a\",\n]\n")]
    [InlineData("[packages]\ndependencies = []\n", "[packages]\ndependencies = [\"a\"]\n")]
    [InlineData("[packages]\ndependencies = [\n]\n", "[packages]\ndependencies = [\"a\"\n]\n")]
    [InlineData("[packages]\ndependencies = [\"b\"]\n", "[packages]\ndependencies = [\"b\", \"a\"]\n")]
    [InlineData("[packages]\ndependencies = [\"b\",]\n", "[packages]\ndependencies = [\"b\", \"a\"]\n")]
    [InlineData("[packages]\ndependencies = [\n  \"b\"\n]\n", "[packages]\ndependencies = [\n  \"b\",\n  \"a\",\n]\n")]
    [InlineData("packages.dependencies = [\"b\"]\n", "packages.dependencies = [\"b\", \"a\"]\n")]
    public void A_list_is_found_or_made(string before, string after) => Assert.Equal(after, Add(before, "a"));

    [Theory]
    [InlineData("dependencies = [\"a\", \"b\", \"c\"]", "b", "dependencies = [\"a\", \"c\"]")]
    [InlineData("dependencies = [\"a\", \"b\"]", "b", "dependencies = [\"a\"]")]
    [InlineData("dependencies = [\"a\", \"b\"]", "a", "dependencies = [\"b\"]")]
    [InlineData("dependencies = [\"a\"]", "a", "dependencies = []")]
    [InlineData("dependencies = [\n\"a\",\n\"b\"\n]", "b", "dependencies = [\n\"a\",\n]")]
    public void Items_are_removed_in_every_layout(string before, string name, string after) =>
        Assert.Equal("[packages]\n" + after, DependencyEditor.Remove("[packages]\n" + before, name));

    [Fact]
    public void Any_adding_and_removing_gives_the_list_that_it_should() =>
        Gen.Select(Gen.OneOf(Gen.Const("a"), Gen.Const("b"), Gen.Const("c"), Gen.Const("d-e")), Gen.Bool).Array[0, 12].Sample(steps =>
        {
            var (text, expected) = (Commented, DependencyEditor.Read(Commented).ToList());
            foreach (var (name, isAdded) in steps)
            {
                if (isAdded)
                {
                    text = Add(text, name);
                    if (!expected.Contains(name))
                    {
                        expected.Add(name);
                    }
                }
                else if (DependencyEditor.Remove(text, name) is { } less)
                {
                    text = less;
                    Assert.True(expected.Remove(name));
                }

                Assert.Equal(expected, DependencyEditor.Read(text));
                Assert.Contains("# tables:", text, StringComparison.Ordinal);
            }
        }, seed: "0N0XIzNsQ0O2", iter: 300);

    private static string Add(string text, string requirement) => DependencyEditor.Add(text, [Requirement.Parse(requirement).OrThrow()]);
}
