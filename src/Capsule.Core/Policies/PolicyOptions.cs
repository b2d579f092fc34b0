using System.Globalization;
using Capsule.Network;
using Capsule.Options;

namespace Capsule.Policies;

/// <summary>The options of tasks, each defined here and nowhere else.</summary>
internal static class PolicyOptions
{
    /// <summary>
    /// A 32-bit guest has no more memory; the last page stays unused, so that addresses fit. There is no minimum: a task that has
    /// less than its interpreter takes fails with <c>memory_exceeded</c> when it is called, and the program's other tasks run.
    /// </summary>
    private static readonly ByteSize MaxRam = new((1L << 32) - 65_536);

    /// <summary>Gets all options, in the order of the documentation. Of two that set the same, the later one counts.</summary>
    public static IReadOnlyList<PolicyOption> All { get; } =
    [
        new LimitOption<Compute>("compute", Compute.Forms)
        {
            Description = "Compute for each attempt: LOW, MEDIUM, HIGH, or a number of units.",
            ValueName = "LEVEL",
            Read = Compute.Read,
            WriteValue = compute => new OptionValue.Integer(compute.Units),
            Amount = compute => compute.Units,
            Of = policy => policy.Compute,
            Set = (policy, compute) => policy with { Compute = compute },
            OfLimits = limits => limits.Compute,
            SetLimit = (limits, compute) => limits with { Compute = compute },
        },
        new LimitOption<ByteSize>("ram", ByteSize.Forms)
        {
            Description = "Memory for each attempt: 64MB, 512MiB, 2GB, or a number of bytes.",
            ValueName = "SIZE",
            Maximum = MaxRam,
            Read = ByteSize.Read,
            WriteValue = ram => new OptionValue.Integer(ram.Bytes),
            Amount = ram => ram.Bytes,
            Of = policy => policy.Ram,
            Set = (policy, ram) => policy with { Ram = ram },
            OfLimits = limits => limits.Ram,
            SetLimit = (limits, ram) => limits with { Ram = ram },
        },
        new LimitOption<TimeSpan>("timeout", Duration.Forms)
        {
            Description = "Time for each attempt: 500ms, 30s, 5m, 1h30m, or a number of seconds.",
            ValueName = "TIME",
            Read = Duration.Read,
            WriteValue = timeout => new OptionValue.Text(Duration.Show(timeout)),
            FormatValue = Duration.Show,
            Amount = timeout => timeout.Ticks,
            Of = policy => policy.Timeout,
            Set = (policy, timeout) => policy with { Timeout = timeout },
            OfLimits = limits => limits.Timeout,
            SetLimit = (limits, timeout) => limits with { Timeout = timeout },
        },
        new LimitOption<ByteSize>("max_output", ByteSize.Forms)
        {
            Description = "Output of each attempt: 64KB, 1MiB, or a number of bytes.",
            ValueName = "SIZE",
            IsForCells = false,
            Read = ByteSize.Read,
            WriteValue = output => new OptionValue.Integer(output.Bytes),
            Amount = output => output.Bytes,
            Of = policy => policy.MaxOutput,
            Set = (policy, output) => policy with { MaxOutput = output },
            OfLimits = limits => limits.MaxOutput,
            SetLimit = (limits, output) => limits with { MaxOutput = output },
        },
        new LimitOption<int>("max_retries", string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {RetryOption.Most}"))
        {
            Description = "How many times a failed attempt is repeated.",
            ValueName = "N",
            IsForCells = false,
            Read = value => value is OptionValue.Integer { Value: >= 0 and <= RetryOption.Most } retries ? (int)retries.Value : null,
            WriteValue = retries => new OptionValue.Integer(retries),
            Amount = retries => retries,
            Of = policy => policy.MaxRetries,
            Set = (policy, retries) => policy with { MaxRetries = retries },
            OfLimits = limits => limits.MaxRetries,
            SetLimit = (limits, retries) => limits with { MaxRetries = retries },
        },
        new PlainOption<RetryPolicy>("retry", RetryOption.Forms)
        {
            Read = RetryOption.Read,
            WriteValue = RetryOption.Write,
            FormatValue = retry => retry is null ? "at once" : RetryOption.Write(retry).Show(),
            Of = policy => policy.Retry == RetryPolicy.None with { Max = policy.MaxRetries } ? null : policy.Retry,
            Set = (policy, retry) => policy with { Retry = retry },
        },
        new GrantOption<FolderGrant>("allowed_files", FolderGrants.Forms)
        {
            Read = FolderGrants.Read,
            WriteValue = FolderGrants.Write,
            Of = policy => policy.AllowedFiles,
            Set = (policy, folders) => policy with { AllowedFiles = folders },
            OfCaps = caps => caps.AllowedFiles,
            SetCap = (caps, folders) => caps with { AllowedFiles = folders },
            Covers = caps => folder => FolderGrants.Cover(caps, folder),
            Check = folder => FolderPath.Split(folder.Path, out var problem) is null ? $"'{folder.Path}' {problem}" : null,
            FormatItem = folder => $"{folder.Path} ({(folder.IsWritable ? "read-write" : "read-only")})",
        },
        new GrantOption<string>("allowed_hosts", HostGrants.Forms)
        {
            Read = HostGrants.Read,
            WriteValue = OptionValue.Texts,
            Of = policy => policy.AllowedHosts,
            Set = (policy, hosts) => policy with { AllowedHosts = hosts },
            OfCaps = caps => caps.AllowedHosts,
            SetCap = (caps, hosts) => caps with { AllowedHosts = hosts },
            Covers = caps => HostGrants.Of(caps).Cover,
        },
        new GrantOption<string>("env_variables", "a list of names such as [\"API_KEY\"]")
        {
            Read = value => Names(value) is { } names && names.All(SecretGrants.IsVariable) ? names : null,
            WriteValue = OptionValue.Texts,
            Of = policy => policy.EnvVariables,
            Set = (policy, names) => policy with { EnvVariables = names },
            OfCaps = caps => caps.EnvVariables,
            SetCap = (caps, names) => caps with { EnvVariables = names },
            Covers = caps => name => caps.Contains(name, StringComparer.Ordinal),
        },
        new GrantOption<SecretGrant>("secrets", SecretGrants.Forms)
        {
            Read = SecretGrants.Read,
            WriteValue = SecretGrants.Write,
            Of = policy => policy.Secrets,
            Set = (policy, secrets) => policy with { Secrets = secrets },
            OfCaps = caps => caps.Secrets,
            SetCap = (caps, secrets) => caps with { Secrets = secrets },
            Covers = caps => secret => caps.Any(cap => SecretGrants.Covers(cap, secret)),
            FormatItem = SecretGrants.Format,
        },
        new PlainOption<IReadOnlyList<string>>("tools", "a list of names of the host program's functions such as [\"lookup\"]")
        {
            Read = Names,
            WriteValue = OptionValue.Texts,
            FormatValue = tools => tools is null ? "those that the run is granted" : tools.Count > 0 ? string.Join(", ", tools) : "none",
            Of = policy => policy.Tools,
            Set = (policy, names) => policy with { Tools = names },
        },
    ];

    /// <summary>Gets the limits: what the operator can cap and set.</summary>
    public static IReadOnlyList<LimitOption> Limits { get; } = [.. All.OfType<LimitOption>()];

    /// <summary>Gets the grants that the operator can cap.</summary>
    public static IReadOnlyList<GrantOption> Grants { get; } = [.. All.OfType<GrantOption>()];

    /// <summary>Finds an option by its name; null when there is none.</summary>
    public static PolicyOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    /// <summary>Finds a limit by its name; null when there is none.</summary>
    public static LimitOption? FindLimit(string name) => Limits.FirstOrDefault(option => option.Name == name);

    /// <summary>Returns a policy as a table of its options, from which <see cref="Read"/> makes the same policy.</summary>
    public static OptionValue.Table Write(TaskPolicy policy) => Table(All.Select(option => (option.Name, option.Write(policy))));

    /// <summary>Returns limits as a table, from which <see cref="ReadLimits"/> makes the same limits.</summary>
    public static OptionValue.Table Write(TaskLimits limits) => Table(Limits.Select(option => (option.Name, option.Write(limits))));

    /// <summary>Reads a policy that was written. Threat: a file from elsewhere, with anything in it.</summary>
    /// <returns>The policy, or null when there is an unknown option or a value that a task cannot have.</returns>
    public static TaskPolicy? Read(OptionValue.Table written) => HasOnly(written, All)
        ? All.Where(option => written.Items.ContainsKey(option.Name)).Aggregate(
            (TaskPolicy?)TaskPolicy.Default, (policy, option) => policy is null ? null : ReadOne(policy, option, written.Items[option.Name]))
        : null;

    /// <summary>Reads limits that were written. Threat: a file from elsewhere, with anything in it.</summary>
    /// <returns>The limits, or null when there is an unknown limit or a value that is none of a limit's forms.</returns>
    public static TaskLimits? ReadLimits(OptionValue.Table written) => HasOnly(written, Limits)
        ? Limits.Where(option => written.Items.ContainsKey(option.Name)).Aggregate(
            (TaskLimits?)TaskLimits.None, (limits, option) => limits is null ? null : option.Apply(limits, written.Items[option.Name]))
        : null;

    private static TaskPolicy? ReadOne(TaskPolicy policy, PolicyOption option, OptionValue value) =>
        option.Apply(policy, value) is { } changed && option.FindProblem(changed) is null ? changed : null;

    private static OptionValue.Table Table(IEnumerable<(string Name, OptionValue Value)> options) => new(options
        .Where(option => option.Value is not OptionValue.None)
        .ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal));

    private static bool HasOnly(OptionValue.Table written, IReadOnlyList<PolicyOption> options) =>
        written.Items.Keys.All(name => options.Any(option => option.Name == name));

    private static string[]? Names(OptionValue value)
    {
        if (value is not OptionValue.List list)
        {
            return null;
        }

        var names = list.Items.OfType<OptionValue.Text>().Select(text => text.Value).ToArray();
        return names.Length == list.Items.Count && names.All(name => name.Length > 0) ? names : null;
    }
}
