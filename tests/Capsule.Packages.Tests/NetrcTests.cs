using Capsule.Packages.Indexes;

namespace Capsule.Packages.Tests;

public sealed class NetrcTests
{
    [Fact]
    public void Logins_are_found_by_host_in_any_layout()
    {
        var netrc = Netrc.Of("# machine commented.example login no password no\nmachine a.example login ann password p#1\nmachine\n  b.example\n  login bob\n  password two\ndefault login any password all\n");

        Assert.Equal(("ann", "p#1"), (netrc.Find("a.example")?.UserName, netrc.Find("A.EXAMPLE")?.Password));
        Assert.Equal(("bob", "two"), (netrc.Find("b.example")?.UserName, netrc.Find("b.example")?.Password));
        Assert.Null(netrc.Find("commented.example"));
        Assert.Null(netrc.Find("elsewhere.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("machine")]
    [InlineData("machine a.example login")]
    [InlineData("machine a.example password")]
    [InlineData("\0\u0001 machine machine machine")]
    public void Half_files_do_no_harm(string text) => Assert.Null(Netrc.Of(text).Find("elsewhere.example"));

    [Fact]
    public void A_login_in_an_address_is_taken_out_of_it()
    {
        var index = PackageIndex.Parse("https://me:s%20cret@packages.example.com/simple", [], Netrc.Of("")).OrThrow();

        Assert.Equal("https://packages.example.com/simple/", index.Url.AbsoluteUri);
        Assert.Equal(("me", "s cret"), (index.Login?.UserName, index.Login?.Password));
        Assert.DoesNotContain("cret", index.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("packages.example.com/simple")]
    [InlineData("ftp://packages.example.com/")]
    [InlineData("https://me:secret@")]
    [InlineData("https://packages.example.com/?q=secret")]
    public void An_address_that_is_none_is_refused_and_not_repeated(string text)
    {
        var failure = PackageIndex.Parse(text, [], Netrc.Of("")).Failure;

        Assert.Equal(ErrorType.ConfigError, failure?.Type);
        Assert.DoesNotContain("secret", failure?.Message ?? "", StringComparison.Ordinal);
    }
}
