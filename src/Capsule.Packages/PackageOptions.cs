using Capsule.Packages.Indexes;
using Capsule.Runtime.Configuration;

namespace Capsule.Packages;

/// <summary>Where packages come from, and what may be done to get them.</summary>
internal sealed record PackageOptions
{
    /// <summary>The variable with addresses of indexes, separated by spaces.</summary>
    internal const string IndexVariable = "CAPSULE_INDEX";

    /// <summary>The indexes, the first before the others; none for the one that pip has built in.</summary>
    internal IReadOnlyList<PackageIndex> Indexes { get; private init; } = [];

    /// <summary>A wheel of pip, or null to look for one.</summary>
    internal string? PipWheel { get; init; }

    /// <summary>Whether nothing may be fetched.</summary>
    internal bool IsOffline { get; init; }

    /// <summary>Whether the lock must be there, and as the requirements want it.</summary>
    internal bool IsLocked { get; init; }

    /// <summary>Logins for hosts.</summary>
    internal required Netrc Netrc { get; init; }

    /// <summary>The variables of the process.</summary>
    internal required Func<string, string?> Environment { get; init; }

    /// <summary>The options of a call.</summary>
    /// <param name="named">Indexes of the call, which go before those of the environment, and those before capsule.toml's.</param>
    /// <param name="settings">What capsule.toml says.</param>
    /// <param name="environment">The variables of the process.</param>
    internal static Outcome<PackageOptions> Create(IReadOnlyList<string> named, PackageSettings? settings, Func<string, string?> environment)
    {
        var words = named.Count > 0 ? named : (environment(IndexVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sources = words.Count > 0 ? words.Select(word => new PackageSource(word, HostsOf(word, settings))) : settings?.Indexes ?? [];
        var (netrc, indexes) = (Netrc.OfUser(environment), new List<PackageIndex>());
        foreach (var source in sources)
        {
            if (!PackageIndex.Parse(source.Url, source.Hosts, netrc).TryGet(out var index, out var failure))
            {
                return failure;
            }

            indexes.Add(index);
        }

        return new PackageOptions { Indexes = indexes, Netrc = netrc, Environment = environment };
    }

    /// <summary>An index that is named again keeps the hosts that capsule.toml gives it.</summary>
    private static IReadOnlyList<string> HostsOf(string url, PackageSettings? settings) =>
        settings?.Indexes.FirstOrDefault(source => source.Url == url)?.Hosts ?? [];
}
