namespace Capsule.Journaling;

/// <summary>A message from outside to a run.</summary>
/// <param name="Id">Its number in the journal; an earlier signal has a lower one.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Payload">JSON.</param>
/// <param name="Time">When it was sent.</param>
public sealed record Signal(long Id, string Name, string Payload, DateTimeOffset Time);
