using Capsule.Runtime.Sessions;
namespace Capsule.Runtime;

/// <summary>A moment of a session, kept in memory: sessions return to it, and others start from it.</summary>
public sealed class SessionSnapshot
{
    internal SessionSnapshot(SessionState state) => State = state with { NeedsSeed = true };

    /// <summary>How many cells had been run.</summary>
    public int Cells => State.Cells;

    internal SessionState State { get; }
}
