namespace Capsule.Server.Tenants;

/// <summary>Compute that is used in one span of time after another.</summary>
/// <remarks>
/// What an execution uses is known when it has ended, so the last one goes beyond the quota. What is beyond counts in the spans that
/// follow: over time nobody has more than the quota.
/// </remarks>
/// <param name="length">How long a span is; they begin with the hours of UTC.</param>
/// <param name="span">The span of <paramref name="used"/>, counted from year 1.</param>
/// <param name="used">What is used in it.</param>
internal sealed class ComputeWindow(TimeSpan length, long span, long used)
{
    /// <summary>The span that <see cref="Used"/> is of.</summary>
    internal long Span => span;

    /// <summary>How many units are used in the span.</summary>
    internal long Used => used;

    /// <summary>Goes on to the span of a moment. A clock that is set back stays where it was.</summary>
    internal void Advance(DateTimeOffset now, long? quota)
    {
        var passed = (now.UtcTicks / length.Ticks) - span;
        if (passed > 0)
        {
            used = quota is { } most ? (long)Int128.Max(0, used - ((Int128)most * passed)) : 0;
            span += passed;
        }
    }

    /// <summary>Adds what was used.</summary>
    internal void Add(long units) => used = (long)Int128.Min(long.MaxValue, (Int128)used + units);

    /// <summary>After how long there is something left of a quota; zero where there is.</summary>
    internal TimeSpan Wait(DateTimeOffset now, long? quota) =>
        quota is not { } most || used < most ? TimeSpan.Zero
        : TimeSpan.FromTicks((long)Int128.Min(TimeSpan.MaxValue.Ticks, ((span + (Int128)(used / most)) * length.Ticks) - now.UtcTicks));
}
