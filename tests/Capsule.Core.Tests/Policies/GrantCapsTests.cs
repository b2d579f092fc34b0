using System.Net;
using Capsule.Network;
using Capsule.Policies;
using Capsule.Programs;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class GrantCapsTests
{
    private static readonly string[] Names = ["a.org", "b.a.org", "c.b.a.org", "xa.org", "db", "localhost", "a.internal", "b.a.internal", "a.test"];

    private static readonly string[] Addresses =
        ["127.0.0.1", "10.0.0.5", "169.254.169.254", "100.64.0.1", "8.8.8.8", "168.63.129.16", "[::1]", "[fd00::5]", "[2606:4700::1]", "[64:ff9b::a00:5]"];

    private static readonly string[] Paths = ["", "/", "/v1", "/v1/", "/v1/x", "/v2", "/v1/../v2", "/v1/%2e%2e/v2", "/v10"];

    private static readonly Gen<string> Host = Gen.OneOf(
        Gen.OneOf(Names), Gen.OneOf(Addresses), Gen.OneOf(Names).Select(name => "*." + name), Gen.Const("*"));

    private static readonly Gen<string> Rule = Gen.Select(
        Gen.OneOf("", "", "http://", "https://"), Host, Gen.OneOf("", "", ":80", ":443", ":8080"), Gen.OneOf(Paths),
        (scheme, host, port, path) => scheme + host + port + path).Where(text => HostRule.Parse(text) is not null);

    private static readonly Gen<string> Url = Gen.Select(
        Gen.OneOf("http://", "https://"), Gen.OneOf(Gen.OneOf(Names), Gen.OneOf(Addresses)), Gen.OneOf("", ":80", ":443", ":8080"),
        Gen.OneOf(Paths), (scheme, host, port, path) => scheme + host + port + path);

    private static readonly Gen<IPAddress> Address = Gen.OneOf(Addresses).Select(text => IPAddress.Parse(text.Trim('[', ']')));

    private static readonly Gen<string> Folder = Gen.OneOf("a", "b", ".", "..", "").Array[0, 4].Select(names => string.Join('/', names))
        .Where(path => FolderPath.Split(path, out _) is not null);

    private static readonly Gen<FolderGrant> Grant = Gen.Select(Folder, Gen.Bool, (path, isWritable) => new FolderGrant(path, isWritable));

    /// <summary>Every place in a small tree of folders that is deeper than any grant.</summary>
    private static readonly string[] Places = [.. Enumerable.Range(0, 6).SelectMany(Below)];

    private static readonly Gen<SecretGrant> Secret = Gen.Select(
        Gen.OneOf("KEY", "TOKEN"), Rule.Array[1, 3], Gen.Bool, Gen.Bool,
        (name, hosts, inHeaders, inBody) => new SecretGrant(name, hosts, inHeaders, inBody));

    [Fact]
    public void Whatever_covered_rules_allow_the_cap_allows() => Gen.Select(Rule.Array[1, 4], Rule.Array[1, 4], Url, Address).Holds(
        (caps, hosts, url, address) =>
        {
            var cap = HostGrants.Of(caps);
            var covered = HostGrants.Of([.. hosts.Where(cap.Cover)]);
            Assert.True(TargetUrl.TryParse(url, out var target, out _));
            Assert.True(!covered.Allow(target) || cap.Allow(target), $"{string.Join(' ', covered.Rules)} | {url}");
            Assert.True(!covered.Admit(target, address) || cap.Admit(target, address), $"{string.Join(' ', covered.Rules)} | {url} {address}");
        },
        iter: 200_000);

    [Fact]
    public void A_rule_covers_itself() => Rule.Holds(rule => HostGrants.Of([rule]).Cover(rule) || rule.Contains("..", StringComparison.Ordinal));

    [Theory]
    [InlineData("*", "api.example.org")]
    [InlineData("*", "*.example.org")]
    [InlineData("*", "https://8.8.8.8/dns")]
    [InlineData("*.example.org", "a.b.example.org:8443")]
    [InlineData("*.example.org", "*.b.example.org")]
    [InlineData("api.example.org", "https://API.example.org/v1")]
    [InlineData("https://api.example.org/v1", "https://api.example.org/v1/x/")]
    [InlineData("https://api.example.org", "https://api.example.org:443")]
    [InlineData("localhost", "localhost:8080")]
    [InlineData("::1", "[::1]:80")]
    public void A_cap_covers(string cap, string host) => Assert.True(HostGrants.Of([cap]).Cover(host));

    [Theory]
    [InlineData("*", "localhost")]
    [InlineData("*", "db")]
    [InlineData("*", "db.internal")]
    [InlineData("*", "10.0.0.5")]
    [InlineData("*", "169.254.169.254")]
    [InlineData("*.internal", "db.internal")]
    [InlineData("*.example.org", "*")]
    [InlineData("*.example.org", "example.org")]
    [InlineData("*.b.example.org", "*.example.org")]
    [InlineData("api.example.org", "*.example.org")]
    [InlineData("https://api.example.org", "api.example.org")]
    [InlineData("http://api.example.org", "https://api.example.org")]
    [InlineData("api.example.org:443", "api.example.org")]
    [InlineData("https://api.example.org/v1", "https://api.example.org/v10")]
    [InlineData("https://api.example.org/v1", "https://api.example.org")]
    public void A_cap_does_not_cover(string cap, string host) => Assert.False(HostGrants.Of([cap]).Cover(host));

    [Fact]
    public void A_folder_is_covered_when_the_caps_give_every_place_in_it() => Gen.Select(Grant.Array[0, 5], Grant).Holds(
        (caps, grant) =>
        {
            var policy = new TaskPolicy { AllowedFiles = [grant] };
            Assert.Equal(
                Places.Where(place => place.StartsWith(Full(grant.Path), StringComparison.Ordinal))
                    .All(place => ModeAt(caps, place) is { } isWritable && (isWritable || !grant.IsWritable)),
                !new GrantCaps { AllowedFiles = caps }.Exceeding("main", policy).Any());
        },
        iter: 20_000);

    [Fact]
    public void Each_of_several_grants_has_to_be_covered() => Gen.Select(Grant.Array[0, 5], Grant.Array[0, 4]).Holds(
        (caps, grants) =>
        {
            var cap = new GrantCaps { AllowedFiles = caps };
            Assert.Equal(
                grants.SelectMany(grant => cap.Exceeding("main", new TaskPolicy { AllowedFiles = [grant] })),
                cap.Exceeding("main", new TaskPolicy { AllowedFiles = grants }));
        });

    [Theory]
    [InlineData("data/raw", true, false)]
    [InlineData("data/raw/deep", true, false)]
    [InlineData("data", true, false)]
    [InlineData(".", true, false)]
    [InlineData("./data/x/../raw/", true, false)]
    [InlineData("data/raw", false, true)]
    [InlineData("data", false, true)]
    [InlineData("data/other", true, true)]
    [InlineData("data/rawest", true, true)]
    [InlineData("data/raw/open", true, true)]
    public void A_read_only_cap_in_a_read_write_one_holds(string path, bool isWritable, bool isCovered)
    {
        FolderGrant[] caps = [new("data", true), new("data/raw", false), new("data/raw/open", true)];
        foreach (var order in (FolderGrant[][])[caps, [.. caps.Reverse()]])
        {
            var excess = new GrantCaps { AllowedFiles = order }.Exceeding("main", new TaskPolicy { AllowedFiles = [new FolderGrant(path, isWritable)] });
            Assert.Equal(isCovered, !excess.Any());
        }
    }

    [Fact]
    public void Secrets_within_the_caps_go_only_where_they_let_them() => Gen.Select(Secret.Array[0, 3], Secret, Url, Address).Holds(
        (caps, secret, url, address) =>
        {
            if (new GrantCaps { Secrets = caps }.Exceeding("main", new TaskPolicy { Secrets = [secret] }).Any())
            {
                return;
            }

            Assert.True(TargetUrl.TryParse(url, out var target, out _));
            var goes = HostGrants.Of(secret.Hosts);
            Assert.Contains(caps, cap => cap.Name == secret.Name && (cap.InBody || !secret.InBody) && (cap.InHeaders || !secret.InHeaders)
                && (!goes.Allow(target) || HostGrants.Of(cap.Hosts).Allow(target))
                && (!goes.Admit(target, address) || HostGrants.Of(cap.Hosts).Admit(target, address)));
        });

    [Fact]
    public void Both_of_two_caps_have_to_cover_a_grant() => Gen.Select(Rule.Array[0, 3], Rule.Array[0, 3], Rule.Array[0, 3]).Holds(
        (one, other, hosts) =>
        {
            var both = CapsOf(one).And(CapsOf(other));
            Assert.Equal(
                CapsOf(one).Exceeding(TaskWith(hosts)).Concat(CapsOf(other).Exceeding(TaskWith(hosts))).ToHashSet(),
                both.Exceeding(TaskWith(hosts)).ToHashSet());
        });

    [Fact]
    public void No_cap_refuses_nothing_and_an_empty_one_everything()
    {
        var policy = new TaskPolicy
        {
            AllowedFiles = [new FolderGrant("data", false)],
            AllowedHosts = ["a.org"],
            EnvVariables = ["HOME"],
            Secrets = [new SecretGrant("KEY", ["a.org"], true, true)],
        };
        Assert.Empty(new GrantCaps().Exceeding("main", policy));
        var nothing = new GrantCaps { AllowedFiles = [], AllowedHosts = [], EnvVariables = [], Secrets = [] };
        Assert.Equal(
            [
                "task 'main': allowed_files: data (read-only)", "task 'main': allowed_hosts: a.org", "task 'main': env_variables: HOME",
                "task 'main': secrets: KEY for a.org in headers and bodies",
            ],
            nothing.Exceeding("main", policy).Select(excess => excess.ToString()));
        Assert.Empty(nothing.Exceeding("main", TaskPolicy.Default));
    }

    [Fact]
    public void A_refusal_names_what_was_asked_for_and_is_bounded()
    {
        var refusal = CapsOf([]).Refuse(TaskWith([.. Enumerable.Range(0, 500).Select(i => $"h{i}.org")]))!;
        Assert.Equal(ErrorType.ConfigError, refusal.Type);
        Assert.Contains("task 'main': allowed_hosts: h0.org", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("and 490 more", refusal.Message, StringComparison.Ordinal);
        Assert.Null(PolicyCaps.None.Refuse(TaskWith(["*"])));
    }

    private static PolicyCaps CapsOf(string[] hosts) => new() { Grants = [new GrantCaps { AllowedHosts = hosts }] };

    private static TaskDefinition[] TaskWith(string[] hosts) => [new("main", "main.main", 1, new TaskPolicy { AllowedHosts = hosts })];

    private static string Full(string path) => string.Concat(FolderPath.Split(path, out _)!.Select(name => name + "/"));

    private static IEnumerable<string> Below(int depth) =>
        depth == 0 ? [""] : Below(depth - 1).SelectMany(place => (string[])[place + "a/", place + "b/"]);

    /// <summary>What caps say of a place, as one would look it up by hand: outermost first, each one in turn replacing what was said before.</summary>
    private static bool? ModeAt(IEnumerable<FolderGrant> caps, string place)
    {
        bool? mode = null;
        foreach (var cap in caps.OrderBy(cap => Full(cap.Path).Length).ThenByDescending(cap => cap.IsWritable))
        {
            mode = place.StartsWith(Full(cap.Path), StringComparison.Ordinal) ? cap.IsWritable : mode;
        }

        return mode;
    }
}
