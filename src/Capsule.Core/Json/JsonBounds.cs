namespace Capsule.Json;

/// <summary>What JSON of one kind may be, before it is read.</summary>
/// <param name="Depth">How deeply arrays and objects may be nested.</param>
internal sealed record JsonBounds(int Depth)
{
    /// <summary>Values of guests: arguments and results. A guest's own limit is 500.</summary>
    internal static readonly JsonBounds Values = new(1000);

    /// <summary>Values of guests inside of something of ours: envelopes, recorded answers.</summary>
    internal static readonly JsonBounds Wrapped = new(1100);

    /// <summary>Messages, settings and headers, which hold no values of guests.</summary>
    internal static readonly JsonBounds Message = new(64);

    /// <summary>The most bytes.</summary>
    internal int Bytes { get; init; } = int.MaxValue;

    /// <summary>Whether all text must be such as can be written again: JSON may escape half of a surrogate pair.</summary>
    internal bool WantsText { get; init; }
}
