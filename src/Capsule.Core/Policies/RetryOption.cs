using Capsule.Errors;
using Capsule.Options;

namespace Capsule.Policies;

/// <summary>Reads the option <c>retry</c>.</summary>
internal static class RetryOption
{
    /// <summary>The most retries that a task can have.</summary>
    public const int Most = 100;

    /// <summary>What the option takes, for messages.</summary>
    public const string Forms =
        "{\"max\": 0 to 100, \"backoff\": \"constant\" | \"linear\" | \"exponential\", \"initial\": a time, \"max_delay\": a time, "
        + "\"jitter\": true | false, \"on\": [\"timeout\", \"task_error:ConnectionError\", …]}";

    /// <summary>Reads it; null when it is something else.</summary>
    public static RetryPolicy? Read(OptionValue value)
    {
        if (value is not OptionValue.Table table)
        {
            return null;
        }

        RetryPolicy? policy = new() { Max = 3, Initial = TimeSpan.FromSeconds(1), Backoff = Backoff.Exponential };
        foreach (var (name, part) in table.Items)
        {
            policy = policy is null ? null : Apply(policy, name, part);
        }

        return policy;
    }

    /// <summary>Writes it such that it reads back.</summary>
    internal static OptionValue Write(RetryPolicy retry) => new OptionValue.Table(new Dictionary<string, OptionValue>(StringComparer.Ordinal)
    {
        ["max"] = new OptionValue.Integer(retry.Max),
        ["backoff"] = new OptionValue.Text(retry.Backoff.ToString().ToLowerInvariant()),
        ["initial"] = WritePause(retry.Initial),
        ["max_delay"] = WritePause(retry.MaxDelay),
        ["jitter"] = new OptionValue.Flag(retry.Jitter),
        ["on"] = OptionValue.Texts(retry.On),
    });

    private static OptionValue WritePause(TimeSpan pause) =>
        pause > TimeSpan.Zero ? new OptionValue.Text(Duration.Show(pause)) : new OptionValue.Integer(0);

    /// <summary>Unlike other times, a pause may be none.</summary>
    private static TimeSpan? ReadPause(OptionValue value) => value is OptionValue.Integer { Value: 0 } ? TimeSpan.Zero : Duration.Read(value);

    private static RetryPolicy? Apply(RetryPolicy policy, string name, OptionValue value) => (name, value) switch
    {
        ("max", OptionValue.Integer { Value: >= 0 and <= Most } max) => policy with { Max = (int)max.Value },
        ("backoff", OptionValue.Text text) => Enum.GetValues<Backoff>()
            .Where(backoff => backoff.ToString().Equals(text.Value, StringComparison.OrdinalIgnoreCase))
            .Select(backoff => policy with { Backoff = backoff })
            .FirstOrDefault(),
        ("initial", _) => ReadPause(value) is { } initial ? policy with { Initial = initial } : null,
        ("max_delay", _) => ReadPause(value) is { } longest ? policy with { MaxDelay = longest } : null,
        ("jitter", OptionValue.Flag jitter) => policy with { Jitter = jitter.Value },
        ("on", OptionValue.List list) => Failures(list) is { } failures ? policy with { On = failures } : null,
        _ => null,
    };

    private static string[]? Failures(OptionValue.List list)
    {
        var failures = list.Items.OfType<OptionValue.Text>().Select(text => text.Value).ToArray();
        return failures.Length == list.Items.Count && failures.All(IsFailure) ? failures : null;
    }

    private static bool IsFailure(string text) => text.Split(':', 2) switch
    {
        [var type] => ErrorTypes.TryParse(type, out _),
        ["task_error", { Length: > 0 }] => true,
        _ => false,
    };
}
