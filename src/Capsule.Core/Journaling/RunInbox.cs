namespace Capsule.Journaling;

/// <summary>What others want of a run.</summary>
/// <param name="CancelRequested">When somebody first wanted it to be cancelled, or null.</param>
/// <param name="Signals">The signals that no entry has consumed, oldest first.</param>
public sealed record RunInbox(DateTimeOffset? CancelRequested, IReadOnlyList<Signal> Signals);
