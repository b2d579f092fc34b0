namespace Capsule.Server.Programs;

/// <summary>What came of changing an alias.</summary>
internal abstract record AliasChange
{
    private AliasChange()
    {
    }

    /// <summary>It leads there now.</summary>
    internal sealed record Made(ProgramAlias Alias, bool IsNew) : AliasChange;

    /// <summary>It is not as whoever wants to change it knows it.</summary>
    internal sealed record WasChanged : AliasChange;

    /// <summary>The tenant has no such version.</summary>
    internal sealed record NoSuchVersion : AliasChange;

    /// <summary>The tenant has as many aliases as it may have.</summary>
    internal sealed record TooMany(int Most) : AliasChange;
}
