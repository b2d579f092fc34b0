using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;

namespace Capsule.Core.Tests.Policies;

public sealed class PolicyOptionTests
{
    [Fact]
    public void These_are_all_options() => Assert.Equal(
        ["compute", "ram", "timeout", "max_output", "max_retries", "retry", "allowed_files", "allowed_hosts", "env_variables", "secrets", "tools"],
        PolicyOptions.All.Select(option => option.Name));

    [Theory]
    [InlineData("name")]
    [InlineData("RAM")]
    [InlineData("")]
    [InlineData("default_ram")]
    public void A_name_that_is_no_options_finds_none(string name) => Assert.Null(PolicyOptions.Find(name));

    [Fact]
    public void Each_option_changes_its_own_part_of_a_policy()
    {
        var policy = TaskPolicy.Default;
        Assert.Equal(policy with { Compute = Compute.High }, Apply("compute", "HIGH"));
        Assert.Equal(policy with { Ram = new ByteSize(64_000_000) }, Apply("ram", "64MB"));
        Assert.Equal(policy with { Timeout = TimeSpan.FromSeconds(30) }, Apply("timeout", "30s"));
        Assert.Equal(policy with { MaxRetries = 3 }, Apply("max_retries", 3));
        var hosts = Apply("allowed_hosts", Written.List("api.example.org"))!;
        Assert.Equal(policy with { AllowedHosts = hosts.AllowedHosts }, hosts);
        var names = Apply("env_variables", Written.List("API_KEY"))!;
        Assert.Equal(policy with { EnvVariables = names.EnvVariables }, names);
        var folders = Apply("allowed_files", Written.List("./data"))!;
        Assert.Equal(policy with { AllowedFiles = folders.AllowedFiles }, folders);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Retries_from_0_to_100_are_accepted(int retries) =>
        Assert.Equal(retries, Apply("max_retries", retries)?.MaxRetries);

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(4_294_967_296)]
    [InlineData(long.MinValue)]
    [InlineData(1.0)]
    [InlineData(2.5)]
    [InlineData("3")]
    [InlineData("")]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void Other_retries_are_refused(object? value) => Assert.Null(Apply("max_retries", value));

    [Theory]
    [InlineData("allowed_hosts")]
    [InlineData("env_variables")]
    public void A_list_of_names_keeps_its_order(string option)
    {
        Assert.Equal(["b", "a", "b"], NamesOf(Apply(option, Written.List("b", "a", "b"))!));
        Assert.Equal([], NamesOf(Apply(option, Written.List())!));
    }

    [Theory]
    [InlineData("allowed_hosts")]
    [InlineData("env_variables")]
    public void What_is_no_list_of_names_is_refused(string option)
    {
        Assert.Null(Apply(option, "a"));
        Assert.Null(Apply(option, 1));
        Assert.Null(Apply(option, true));
        Assert.Null(Apply(option, null));
        Assert.Null(Apply(option, Written.Table(("a", "b"))));
        Assert.Null(Apply(option, Written.List("a", "")));
        Assert.Null(Apply(option, Written.List("a", 1)));
        Assert.Null(Apply(option, Written.List("a", null)));
        Assert.Null(Apply(option, Written.List(Written.List("a"))));
    }

    [Theory]
    [InlineData("A=B")]
    [InlineData("=")]
    [InlineData("A\n")]
    [InlineData("A\0")]
    public void A_name_that_no_variable_can_have_is_refused(string name) =>
        Assert.Null(Apply("env_variables", Written.List("A", name)));

    [Theory]
    [MemberData(nameof(Quoted))]
    public void The_forms_that_a_message_recommends_are_accepted(string option, object value) =>
        Assert.NotNull(Apply(option, value));

    /// <summary>The examples in the options' messages.</summary>
    public static TheoryData<string, string> Quoted()
    {
        var data = new TheoryData<string, string>();
        string[] names = ["compute", "ram", "timeout"];
        foreach (var option in names.Select(name => PolicyOptions.Find(name)!))
        {
            foreach (var quoted in option.Forms.Split('"').Where((_, index) => index % 2 == 1))
            {
                data.Add(option.Name, quoted);
            }
        }

        return data;
    }

    private static IReadOnlyList<string> NamesOf(TaskPolicy policy) => [.. policy.AllowedHosts, .. policy.EnvVariables];

    private static TaskPolicy? Apply(string name, object? value) =>
        PolicyOptions.Find(name)!.Apply(TaskPolicy.Default, value as OptionValue ?? Written.Of(value));
}
