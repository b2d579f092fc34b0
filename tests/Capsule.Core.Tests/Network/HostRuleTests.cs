using Capsule.Network;
using CsCheck;

namespace Capsule.Core.Tests.Network;

public sealed class HostRuleTests
{
    private static readonly Gen<string> Label = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789"].Array[1, 8]
        .Select(letters => "x" + new string(letters));

    private static readonly Gen<string> Name = Label.Array[1, 4].Select(labels => string.Join('.', labels));

    [Theory]
    [InlineData("api.openai.com", "https://api.openai.com/v1")]
    [InlineData("API.OpenAI.com", "http://api.openai.com:8080/")]
    [InlineData("*.anthropic.com", "https://a.b.anthropic.com/")]
    [InlineData("localhost:8080", "http://localhost:8080/x")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/models?a=/../b")]
    [InlineData("https://x.org/v1/", "https://x.org/v1")]
    [InlineData("https://x.org/v1", "https://x.org/v1/a/../b")]
    [InlineData("http://x.org", "http://x.org/anything")]
    [InlineData("bücher.example", "https://xn--bcher-kva.example/")]
    [InlineData("10.0.0.5", "http://10.0.0.5:9000/")]
    [InlineData("::1", "http://[::1]/")]
    [InlineData("[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080/")]
    [InlineData("127.0.0.1", "http://[::ffff:127.0.0.1]/")]
    [InlineData("my_service", "http://my_service:80/")]
    [InlineData("*", "http://anything.example.org:1234/")]
    public void A_rule_matches(string rule, string url) => Assert.True(HostRule.Parse(rule)!.Matches(Url(url)));

    [Theory]
    [InlineData("api.openai.com", "https://openai.com/")]
    [InlineData("api.openai.com", "https://api.openai.com.evil.org/")]
    [InlineData("*.anthropic.com", "https://anthropic.com/")]
    [InlineData("*.anthropic.com", "https://evilanthropic.com/")]
    [InlineData("localhost:8080", "http://localhost/")]
    [InlineData("https://x.org", "http://x.org/")]
    [InlineData("https://x.org", "https://x.org:8443/")]
    [InlineData("https://x.org/v1/", "https://x.org/v10")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/../admin")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/%2E%2e/admin")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/..%2Fadmin")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/..%5cadmin")]
    [InlineData("https://x.org/v1/", "https://x.org/v1/..;a/admin")]
    [InlineData("https://x.org/v1/", "https://x.org//v1/../v1/x")]
    [InlineData("*.1.2.3", "http://4.1.2.3/")]
    [InlineData("127.0.0.1", "http://127.0.0.2/")]
    public void A_rule_does_not_match(string rule, string url) => Assert.False(HostRule.Parse(rule)?.Matches(Url(url)) ?? false);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("**")]
    [InlineData("*.")]
    [InlineData("a.*.org")]
    [InlineData("*a.org")]
    [InlineData("a.org.")]
    [InlineData(".a.org")]
    [InlineData("-a.org")]
    [InlineData("a.org:0")]
    [InlineData("a.org:65536")]
    [InlineData("a.org:")]
    [InlineData("a.org:80:80")]
    [InlineData("u@a.org")]
    [InlineData("ftp://a.org")]
    [InlineData("//a.org")]
    [InlineData("https://")]
    [InlineData("https:///path")]
    [InlineData("a.org/x?y")]
    [InlineData("a.org/x#y")]
    [InlineData("a.org/../x")]
    [InlineData("a.org/%2e%2e")]
    [InlineData("a.org//x")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0177.0.0.1")]
    [InlineData("256.1.1.1")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[::1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("a\u3002org")]
    public void What_is_no_rule_is_refused(string text) => Assert.Null(HostRule.Parse(text));

    [Fact]
    public void A_name_matches_itself_and_nothing_else() => Gen.Select(Name, Name).Holds((rule, host) =>
        HostRule.Parse(rule)!.Matches(Url($"http://{host}/")) == (rule == host));

    [Fact]
    public void A_star_matches_what_is_below_a_name() => Gen.Select(Name, Name).Holds((below, name) =>
        HostRule.Parse("*." + name)!.Matches(Url($"https://{below}.{name}/"))
        && !HostRule.Parse("*." + name)!.Matches(Url($"https://{name}/"))
        && !HostRule.Parse("*." + name)!.Matches(Url($"https://a{name}/")));

    [Fact]
    public void Any_text_is_a_rule_or_none() => Gen.String[0, 40].Holds(text => _ = HostRule.Parse(text));

    [Fact]
    public void A_URL_that_is_understood_is_written_as_it_was_understood() =>
        Gen.Select(Name, Gen.Int[1, 65_535], Gen.Char["ab/.%2e?&=;"].Array[0, 20]).Holds((host, port, path) =>
            TargetUrl.TryParse($"http://{host}:{port}/{new string(path)}", out var url, out _)
            && TargetUrl.TryParse(url.ToString(), out var again, out _) && again == url
            && new Uri(url.ToString()).IdnHost == host && new Uri(url.ToString()).Port == port);

    [Fact]
    public void Whatever_is_taken_for_a_URL_names_the_host_that_the_runtime_connects_to() =>
        Gen.Char["abx0179.:@/\\[]%#?-_*é \t"].Array[0, 30].Holds(text =>
        {
            var written = "http://" + new string(text);
            return !TargetUrl.TryParse(written, out var url, out _)
                || (Uri.TryCreate(written, UriKind.Absolute, out var uri) && HostOf(uri) == url.Host && uri.Port == url.Port);
        });

    private static string HostOf(Uri uri) => System.Net.IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address)
        ? AddressScopes.Plain(address).ToString()
        : uri.IdnHost;

    private static TargetUrl Url(string text) =>
        TargetUrl.TryParse(text, out var url, out var problem) ? url : throw new ArgumentException(problem);
}
