namespace Capsule.Runtime;

/// <summary>Where tasks get the variables from that they name in <c>env_variables</c> and <c>secrets</c>. Immutable.</summary>
public sealed class RunEnvironment
{
    private readonly Func<string, string?> find;

    private RunEnvironment(Func<string, string?> find) => this.find = find;

    /// <summary>No variables.</summary>
    public static RunEnvironment Empty { get; } = new(_ => null);

    /// <summary>The variables of this process.</summary>
    public static RunEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Given variables.</summary>
    public static RunEnvironment Of(IReadOnlyDictionary<string, string> variables)
    {
        var copy = new Dictionary<string, string>(variables, StringComparer.Ordinal);
        return new RunEnvironment(copy.GetValueOrDefault);
    }

    /// <summary>These variables and, for those that are not there, another's.</summary>
    public RunEnvironment Or(RunEnvironment other) => new(name => find(name) ?? other.find(name));

    /// <summary>The value of a variable, or null when it is not there.</summary>
    public string? Find(string name) => find(name);
}
