using System.Text.RegularExpressions;

namespace Capsule.Architecture.Tests;

/// <summary>Code and documents say things as the field says them: CONTRIBUTING.md has the words.</summary>
public sealed partial class PhraseTests
{
    private static readonly string[] Kinds = [".cs", ".md", ".py", ".sh", ".yml"];

    [Fact]
    public void No_text_has_a_phrase_that_nobody_else_uses()
    {
        var found = Repository.CommittedFiles()
            .Where(file => Kinds.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "PhraseTests.cs")
            .SelectMany(file => File.ReadLines(Repository.FullPath(file)).Select((text, line) => (Place: $"{file}:{line + 1}", Text: text)))
            .SelectMany(line => Banned().Matches(line.Text).Select(match => $"{line.Place}: {match.Value}"));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("resume goes on with a run", true)]
    [InlineData("bounded at the most to 3", true)]
    [InlineData("what the most lenient server makes of it", false)]
    [InlineData("the run continues", false)]
    [InlineData("Task RunAsync(CancellationToken cancellation = default)", true)]
    public void A_phrase_is_found_where_it_is(string text, bool isFound) => Assert.Equal(isFound, Banned().IsMatch(text));

    [GeneratedRegex(
        @"\bgo(es|ne|ing)? on with\b|\bat the most\b|\bdefects? of ours\b|\bhow to mend\b|\b[Hh]ears\b|\btampered\b|is of another version"
        + @"|is no Python module|\bwhen everything ended\b|\bRequired command was not provided\b|CancellationToken cancellation\b",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Banned();
}
