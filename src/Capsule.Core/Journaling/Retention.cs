namespace Capsule.Journaling;

/// <summary>Which ended runs are forgotten: those that are both old and many.</summary>
/// <param name="EndedBefore">Only runs that ended before this time.</param>
/// <param name="KeepLast">How many of the runs that ended last are kept however old they are.</param>
public sealed record Retention(DateTimeOffset EndedBefore, int KeepLast = 0);
