using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Programs;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class PolicyReaderTests
{
    private const long MostRam = (1L << 32) - 65_536;
    private static readonly TaskPolicy Defaults = new() { Compute = Compute.Low, MaxRetries = 2 };

    [Fact]
    public void A_task_that_declares_nothing_has_the_defaults() =>
        Assert.Equal(new TaskDefinition("load", "app.load", 7, Defaults), Accepted(Task()));

    [Fact]
    public void A_task_that_declares_nothing_anywhere_has_no_grants()
    {
        var policy = TaskPolicy.Default;
        Assert.Equal(Compute.Medium, policy.Compute);
        Assert.Equal(new ByteSize(256_000_000), policy.Ram);
        Assert.Null(policy.Timeout);
        Assert.Equal(0, policy.MaxRetries);
        Assert.Empty(policy.AllowedFiles);
        Assert.Empty(policy.AllowedHosts);
        Assert.Empty(policy.EnvVariables);
    }

    [Fact]
    public void What_a_task_declares_replaces_the_defaults()
    {
        var task = Accepted(Task(("compute", "HIGH"), ("ram", "1GiB"), ("timeout", "1m"), ("name", "load")));
        Assert.Equal(
            Defaults with { Compute = Compute.High, Ram = new ByteSize(1L << 30), Timeout = TimeSpan.FromMinutes(1) },
            task.Policy);
    }

    [Fact]
    public void Grants_are_taken_over()
    {
        var policy = Accepted(Task(
            ("allowed_files", Written.List("./data")),
            ("allowed_hosts", Written.List("*.example.com")),
            ("env_variables", Written.List("API_KEY")))).Policy;
        Assert.Equal([new FolderGrant("./data", IsWritable: true)], policy.AllowedFiles);
        Assert.Equal(["*.example.com"], policy.AllowedHosts);
        Assert.Equal(["API_KEY"], policy.EnvVariables);
    }

    [Fact]
    public void None_is_as_if_nothing_was_declared() => Assert.Equal(
        Defaults, Accepted(Task([.. PolicyOptions.All.Select(option => (option.Name, (object?)null))])).Policy);

    [Fact]
    public void The_order_of_options_does_not_matter()
    {
        (string, object?)[] options = [("compute", 5), ("ram", "64MB"), ("timeout", 1), ("max_retries", 1)];
        Gen.Shuffle(options).Holds(
            shuffled => Accepted(Task(shuffled)).Policy == Accepted(Task(options)).Policy, iter: 50);
    }

    [Fact]
    public void The_message_of_a_refused_value_is_this() => Assert.Equal(
        "task 'load' (line 7): ram=\"64M\" is not valid; "
        + "use a size such as \"64MB\", \"512MiB\", \"2GB\" or \"0.5GB\", or a number of bytes",
        Refused(Task(("ram", "64M"))));

    [Fact]
    public void A_task_without_a_line_is_named_without_one() => Assert.StartsWith(
        "task 'load': compute=", Refused(Task(("compute", "FOO")) with { Line = 0 }), StringComparison.Ordinal);

    [Fact]
    public void Any_refused_value_is_a_config_error_that_names_task_option_value_and_forms() =>
        Gen.Select(Gen.OneOf(PolicyOptions.All.ToArray()), OptionGen.Value).Holds(
            (option, value) =>
            {
                var outcome = Read(Task((option.Name, value)));
                var isAccepted = option.Apply(Defaults, value) is { Ram.Bytes: <= MostRam };
                Assert.Equal(isAccepted, outcome.TryGet(out _, out var failure));
                if (failure is not null && option.Apply(Defaults, value) is null)
                {
                    var shown = $"{option.Name}={value.Show()}";
                    Assert.Equal(
                        Failure.Config($"task 'load' (line 7): {shown} is not valid; use {option.Forms}"), failure);
                }
            },
            iter: 5000);

    [Theory]
    [InlineData("timout", "; did you mean 'timeout'?")]
    [InlineData("nmae", "; did you mean 'name'?")]
    [InlineData("Ram", "; did you mean 'ram'?")]
    [InlineData("gpu_count", "")]
    public void An_unknown_option_is_refused_with_a_suggestion(string option, string suggestion) => Assert.Equal(
        $"task 'load' (line 7): there is no option '{option}'{suggestion}", Refused(Task((option, 1))));

    [Fact]
    public void An_unknown_option_is_refused_whatever_its_value() =>
        Gen.Select(Gen.String, OptionGen.Value)
            .Where((name, _) => name != "name" && PolicyOptions.Find(name) is null)
            .Holds(
                (name, value) => Assert.StartsWith(
                    $"task 'load' (line 7): there is no option '{name}'",
                    Refused(Task((name, value))), StringComparison.Ordinal),
                iter: 500);

    [Fact]
    public void An_unknown_option_is_refused_even_without_a_value() => Refused(Task(("timout", null)));

    [Fact]
    public void Ram_is_accepted_up_to_what_an_address_reaches()
    {
        Assert.Equal(new ByteSize(1), Accepted(Task(("ram", 1))).Policy.Ram);
        Assert.Equal(new ByteSize(MostRam), Accepted(Task(("ram", MostRam))).Policy.Ram);
    }

    [Fact]
    public void Ram_that_no_address_reaches_is_refused() => Assert.Equal(
        "task 'load' (line 7): ram=4.294901761GB is more than the 4.29490176GB that a task can have",
        Refused(Task(("ram", MostRam + 1))));

    [Theory]
    [InlineData("a")]
    [InlineData("Größe 😀 \"x\"")]
    [InlineData("<lambda>")]
    public void A_name_is_accepted(string name) => Assert.Equal(name, Accepted(Task() with { Name = name }).Name);

    [Fact]
    public void A_name_has_128_characters_at_most()
    {
        Accepted(Task() with { Name = new string('x', 128) });
        Refused(Task() with { Name = new string('x', 129) });
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\u0085")]
    [InlineData("\0")]
    public void A_name_that_is_empty_or_would_break_a_line_is_refused(string name) => Assert.Equal(
        $"task 'app.load' (line 7): name=\"{name}\" is not valid; "
        + "use a string of 1 to 128 characters, none of them a control character",
        Refused(Task() with { Name = name }));

    [Fact]
    public void A_name_that_is_no_string_is_refused() => Assert.StartsWith(
        "task 'app.load' (line 7): name=5 is not valid; use a string",
        Refused(Task(("name", 5)) with { Name = null }), StringComparison.Ordinal);

    private static TaskDeclaration Task(params (string Name, object? Value)[] options) => new(
        "load", "app.load", 7,
        options.ToDictionary(option => option.Name, option => option.Value as OptionValue ?? Written.Of(option.Value)));

    private static Outcome<TaskDefinition> Read(TaskDeclaration task) =>
        new PolicyReader(Defaults).Read(task);

    private static TaskDefinition Accepted(TaskDeclaration task)
    {
        Assert.True(Read(task).TryGet(out var definition, out var failure), failure?.Message);
        return definition;
    }

    private static string Refused(TaskDeclaration task)
    {
        Assert.False(Read(task).TryGet(out _, out var failure));
        Assert.Equal(ErrorType.ConfigError, failure.Type);
        return failure.Message;
    }
}
