using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Sessions;

/// <summary>Tells which files each call of a session writes. Looking through them is done once a call: what a call leaves is what the next one finds.</summary>
internal sealed class WrittenFiles
{
    /// <summary>How many files a result lists.</summary>
    internal const int MaxListed = 1_000;

    private PrivateFiles? known;

    /// <summary>Before a call.</summary>
    internal void Begin(GuestFiles files) => known ??= files.Private();

    /// <summary>After a call: what it wrote.</summary>
    internal IReadOnlyList<GuestFile> End(GuestFiles files)
    {
        var had = known!;
        known = files.Private();
        return known.Since(had);
    }

    /// <summary>Others may have changed the files, or they are in another sandbox.</summary>
    internal void Forget() => known = null;
}
