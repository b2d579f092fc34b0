using CsCheck;

namespace Capsule.Packages.Tests;

public sealed class RequirementTests
{
    [Theory]
    [InlineData("numpy", "numpy", "")]
    [InlineData("  Ruamel_YAML.clib  ", "ruamel-yaml-clib", "")]
    [InlineData("numpy>=2,<3", "numpy", ">=2,<3")]
    [InlineData("httpx[http2, cli] ~= 0.27", "httpx", "~= 0.27")]
    [InlineData("foo (>=1.0)", "foo", "(>=1.0)")]
    [InlineData("foo==1.0+local.1", "foo", "==1.0+local.1")]
    [InlineData("foo != 1.*; python_version >= '3.12' and sys_platform == \"emscripten\"", "foo", "!= 1.*; python_version >= '3.12' and sys_platform == \"emscripten\"")]
    public void Requirements_of_pep_508_are_read(string text, string name, string rest)
    {
        var requirement = Requirement.Parse(text).OrThrow();

        Assert.Equal((name, rest), (requirement.Name, requirement.Rest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-r/etc/passwd")]
    [InlineData("--index-url=http://x")]
    [InlineData("./folder")]
    [InlineData("/etc/passwd")]
    [InlineData("http://host/x.whl")]
    [InlineData("foo @ http://host/x.whl")]
    [InlineData("foo@file:///etc/passwd")]
    [InlineData("foo; extra == 'a' @ http://host")]
    [InlineData("foo==1 --hash=sha256:00")]
    [InlineData("foo\n--index-url http://x")]
    [InlineData("foo\0")]
    [InlineData("foo-")]
    [InlineData("foo.whl/../bar")]
    public void What_pip_would_take_for_something_else_is_refused(string text) =>
        Assert.Equal(ErrorType.ConfigError, Requirement.Parse(text).Failure?.Type);

    [Fact]
    public void Whatever_is_accepted_starts_with_a_name_and_names_no_place() =>
        Gen.String[Gen.Char["ab1-._ []@:/\\;'\"=<>~!,*+()\n\t"], 0, 20].Sample(text =>
        {
            if (Requirement.Parse(text).TryGet(out var requirement, out _))
            {
                Assert.True(char.IsAsciiLetterOrDigit(requirement.Text[0]));
                Assert.DoesNotContain('@', requirement.Text);
                Assert.DoesNotContain('\n', requirement.Text);
                Assert.DoesNotContain("/", requirement.Text, StringComparison.Ordinal);
                Assert.True(Runtime.Locking.PackageName.IsValid(requirement.Name));
            }
        }, seed: "0N0XIzNsQ0O2", iter: 20_000);
}
