using Capsule.Runtime.Configuration;

namespace Capsule.Runtime.Tests.Configuration;

/// <summary>The expected values are those that python-dotenv and Docker Compose read.</summary>
public sealed class EnvironmentTextTests
{
    [Theory]
    [InlineData("A=abc", "abc")]
    [InlineData("export A=abc", "abc")]
    [InlineData("\texport\tA = abc ", "abc")]
    [InlineData("A=", "")]
    [InlineData("A=a b  # comment", "a b")]
    [InlineData("A=a#b", "a#b")]
    [InlineData("A=#", "")]
    [InlineData("A='a # b' # comment", "a # b")]
    [InlineData("A=\"line1\\nline2\"", "line1\nline2")]
    [InlineData("A=\"say \\\"hi\\\" \\\\ \\t \\q\"", "say \"hi\" \\ \t \\q")]
    [InlineData("A='a\\nb \\' \\\\'", "a\\nb ' \\")]
    [InlineData("A=a\\nb", "a\\nb")]
    [InlineData("A=\"one\ntwo\"", "one\ntwo")]
    [InlineData("A='one\r\ntwo'", "one\ntwo")]
    [InlineData("# A=0\n\n  # more\nA=1\r\nB=2", "1")]
    [InlineData("A=1\nA=2", "2")]
    [InlineData("\ufeffA=1", "1")]
    [InlineData("B=x\nA=${B}/y", "x/y")]
    [InlineData("B=x\nA=\"${B}${C:-z}${C-w}\"", "xzw")]
    [InlineData("B=\nA=${B:-z}${B-w}", "z")]
    [InlineData("A='${B}'", "${B}")]
    [InlineData("A=\"\\${B}\"", "${B}")]
    [InlineData("A=$B$", "$B$")]
    [InlineData("export=5\nA=${export}", "5")]
    [InlineData("B\nexport C\nA=1", "1")]
    [InlineData("A.b-c=1\nA=2", "2")]
    [InlineData("A=a\u2028b", "a\u2028b")]
    public void A_value_is_what_others_read(string text, string value) => Assert.Equal(value, Read(text)["A"]);

    [Fact]
    public void A_name_alone_sets_nothing() => Assert.Empty(Read("A\nexport B # comment\n"));

    [Theory]
    [InlineData("A=1\n!secret", 2)]
    [InlineData("A='1' secret", 1)]
    [InlineData("\nA=\"secret\nmore", 2)]
    [InlineData("A B=secret", 1)]
    [InlineData("A=1\nB=${secret value}", 2)]
    [InlineData("A=\"1\n2\"\nB=${HOME}", 3)]
    public void What_is_not_valid_names_its_line_and_no_value(string text, int line)
    {
        Assert.False(EnvironmentText.Read(text).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        Assert.StartsWith($"line {line} is not valid: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_the_process_do_not_become_others()
    {
        Assert.False(EnvironmentText.Read("A=${PATH}").TryGet(out _, out var failure));
        Assert.Contains("${PATH} names a variable that is not set above it; variables of the process are not taken", failure.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, string> Read(string text) =>
        EnvironmentText.Read(text).TryGet(out var variables, out var failure) ? variables : throw new InvalidOperationException(failure.Message);
}
