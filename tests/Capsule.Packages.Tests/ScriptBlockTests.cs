using Capsule.Packages.Projects;

namespace Capsule.Packages.Tests;

public sealed class ScriptBlockTests
{
    [Fact]
    public void A_script_says_what_it_requires()
    {
        var block = ScriptBlock.Read("#!/usr/bin/env python\n# /// script\r\n# requires-python = \">=3.12\"\n#\n# dependencies = [\n#   \"numpy>=2\",\n# ]\n# ///\nimport numpy\n", "x.py").OrThrow();

        Assert.Equal(["numpy>=2"], block?.Dependencies);
        Assert.Equal(">=3.12", block?.RequiresPython);
    }

    [Theory]
    [InlineData("import numpy\n")]
    [InlineData("# /// other\n# dependencies = [\"a\"]\n# ///\n")]
    [InlineData("")]
    public void Most_scripts_say_nothing(string source) => Assert.Null(ScriptBlock.Read(source, "x.py").OrThrow());

    [Theory]
    [InlineData("# /// script\n# dependencies = [\"a\"]\nimport a\n", "no line '# ///'")]
    [InlineData("# /// script\n# dependencies = [\n# ///\n", "no valid TOML")]
    [InlineData("# /// script\n# dependencies = 1\n# ///\n", "list of requirements")]
    [InlineData("# /// script\n# ///\n\n# /// script\n# ///\n", "two blocks")]
    [InlineData("# /// script", "no line '# ///'")]
    public void A_block_that_is_none_is_an_error_that_says_where(string source, string message)
    {
        var failure = ScriptBlock.Read(source, "x.py").Failure;

        Assert.StartsWith("x.py: ", failure?.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure?.Message ?? "", StringComparison.Ordinal);
    }
}
