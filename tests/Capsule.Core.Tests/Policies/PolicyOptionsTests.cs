using System.Reflection;
using System.Text.Json;
using Capsule.Core.Tests.Options;
using Capsule.Options;
using Capsule.Policies;
using CsCheck;

namespace Capsule.Core.Tests.Policies;

public sealed class PolicyOptionsTests
{
    private static readonly Gen<Compute> Computes = Gen.OneOf(
        OneOf(Compute.Low, Compute.Medium, Compute.High), Gen.Long[1, long.MaxValue].Select(units => new Compute(units)));

    private static readonly Gen<ByteSize> Sizes = Gen.Long[1, (1L << 32) - 65_536].Select(bytes => new ByteSize(bytes));

    private static readonly Gen<TimeSpan> Times = Gen.Long[1, 3650L * 24 * 3600 * 1000].Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds));

    private static readonly Gen<RetryPolicy> Retries =
        from max in Gen.Int[0, RetryOption.Most]
        from backoff in Gen.Enum<Backoff>()
        from initial in Gen.OneOf(Gen.Const(TimeSpan.Zero), Times)
        from longest in Times
        from jitter in Gen.Bool
        from failures in OneOf("timeout", "task_error", "task_error:ConnectionError", "task_error:a:b").Array[0, 3]
        select new RetryPolicy { Max = max, Backoff = backoff, Initial = initial, MaxDelay = longest, Jitter = jitter, On = failures };

    private static readonly Gen<SecretGrant> Secrets =
        from name in OneOf("API_KEY", "töken", "a b")
        from hosts in OneOf("api.example.org", "*.example.com", "https://example.net/a/").Array[1, 2]
        from headers in Gen.Bool
        from body in Gen.Bool
        select new SecretGrant(name, hosts, InHeaders: headers || !body, InBody: body);

    private static readonly Gen<TaskPolicy> Policies =
        from limits in Gen.Select(Computes, Sizes, Gen.OneOf(Gen.Const((TimeSpan?)null), Times.Select(time => (TimeSpan?)time)), Sizes)
        from retry in Gen.OneOf(Gen.Const(RetryPolicy.None), Gen.Int[1, 100].Select(max => RetryPolicy.None with { Max = max }), Retries)
        from folders in Gen.Select(OneOf("./data", "a/b", ".", "ä ö"), Gen.Bool).Select((path, isWritable) => new FolderGrant(path, isWritable)).Array[0, 3]
        from hosts in OneOf("*", "example.org", "https://example.org/a/").Array[0, 3]
        from names in OneOf("HOME", "A B", "ü").Array[0, 3]
        from secrets in Secrets.Array[0, 3]
        from tools in Gen.OneOf(Gen.Const((string[]?)null), OneOf("lookup", "sum").Array[0, 2].Select(tools => (string[]?)tools))
        select new TaskPolicy
        {
            Compute = limits.Item1,
            Ram = limits.Item2,
            Timeout = limits.Item3,
            MaxOutput = limits.Item4,
            Retry = retry,
            AllowedFiles = folders,
            AllowedHosts = hosts,
            EnvVariables = names,
            Secrets = [.. secrets.DistinctBy(secret => secret.Name)],
            Tools = tools,
        };

    /// <summary>Through JSON, as artifacts keep it.</summary>
    [Fact]
    public void A_policy_that_is_written_reads_back() => Policies.Holds(
        policy =>
        {
            using var document = JsonDocument.Parse(Text(policy));
            var read = PolicyOptions.Read((OptionValue.Table)OptionValues.FromJson(document.RootElement)!);
            Assert.Equivalent(policy, read, strict: true);
        },
        iter: 1000);

    /// <summary>Through JSON, as journals keep them.</summary>
    [Fact]
    public void Limits_that_are_written_read_back() => Policies.Holds(
        policy =>
        {
            var limits = new TaskLimits { Compute = policy.Compute, Ram = policy.Ram, Timeout = policy.Timeout, MaxOutput = policy.MaxOutput, MaxRetries = policy.MaxRetries };
            using var document = JsonDocument.Parse(OptionValues.ToJson(PolicyOptions.Write(limits))!.ToJsonString());
            Assert.Equal(limits, PolicyOptions.ReadLimits((OptionValue.Table)OptionValues.FromJson(document.RootElement)!));
        },
        iter: 1000);

    /// <summary>A property that no option sets would be in no artifact and in no program's identity.</summary>
    [Fact]
    public void Each_property_of_a_policy_is_part_of_what_is_written()
    {
        var changed = new Dictionary<string, TaskPolicy>
        {
            [nameof(TaskPolicy.Compute)] = TaskPolicy.Default with { Compute = new Compute(17) },
            [nameof(TaskPolicy.Ram)] = TaskPolicy.Default with { Ram = new ByteSize(17) },
            [nameof(TaskPolicy.Timeout)] = TaskPolicy.Default with { Timeout = TimeSpan.FromSeconds(17) },
            [nameof(TaskPolicy.MaxOutput)] = TaskPolicy.Default with { MaxOutput = new ByteSize(17) },
            [nameof(TaskPolicy.MaxRetries)] = TaskPolicy.Default with { MaxRetries = 17 },
            [nameof(TaskPolicy.Retry)] = TaskPolicy.Default with { Retry = new RetryPolicy { Max = 0, Jitter = true } },
            [nameof(TaskPolicy.AllowedFiles)] = TaskPolicy.Default with { AllowedFiles = [new FolderGrant("a", IsWritable: false)] },
            [nameof(TaskPolicy.AllowedHosts)] = TaskPolicy.Default with { AllowedHosts = ["example.org"] },
            [nameof(TaskPolicy.EnvVariables)] = TaskPolicy.Default with { EnvVariables = ["A"] },
            [nameof(TaskPolicy.Secrets)] = TaskPolicy.Default with { Secrets = [new SecretGrant("A", ["example.org"], InHeaders: true, InBody: false)] },
            [nameof(TaskPolicy.Tools)] = TaskPolicy.Default with { Tools = [] },
        };

        Assert.Equal(Properties<TaskPolicy>(), changed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(changed.Count, changed.Values.Select(Text).Append(Text(TaskPolicy.Default)).Distinct().Count() - 1);
    }

    [Fact]
    public void Each_property_of_limits_and_caps_is_an_options()
    {
        Assert.Equal(Properties<TaskLimits>().Length, PolicyOptions.Limits.Count);
        Assert.Equal(Properties<GrantCaps>().Length, PolicyOptions.Grants.Count);
    }

    [Theory]
    [InlineData("ram", 4_294_967_295L)]
    [InlineData("ram", 0L)]
    [InlineData("max_retries", 101L)]
    [InlineData("timeout", "soon")]
    [InlineData("unknown", 1L)]
    public void A_written_policy_with_what_a_task_cannot_have_is_refused(string name, object value) =>
        Assert.Null(PolicyOptions.Read((OptionValue.Table)Written.Table((name, value))));

    [Theory]
    [InlineData("/etc")]
    [InlineData("../outside")]
    public void A_written_policy_with_a_folder_outside_of_the_project_is_refused(string folder) =>
        Assert.Null(PolicyOptions.Read((OptionValue.Table)Written.Table(("allowed_files", Written.List(folder)))));

    /// <summary>The names of the properties, in order.</summary>
    private static string[] Properties<T>() =>
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal)];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Text(TaskPolicy policy) => OptionValues.ToJson(PolicyOptions.Write(policy))!.ToJsonString();
}
