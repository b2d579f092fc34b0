using Capsule.Guests.Abstractions;
using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Sessions;

/// <summary>What all sessions of a runtime share.</summary>
/// <param name="Sandboxes">Makes their sandboxes.</param>
/// <param name="Threads">Runs their calls.</param>
/// <param name="Network">How they reach the network.</param>
/// <param name="Format">How they are written.</param>
/// <param name="Store">Those on the disk.</param>
/// <param name="Live">Those in memory.</param>
/// <param name="Time">The clock.</param>
/// <param name="Guest">Their guest.</param>
/// <param name="Ending">Interrupts their calls when the runtime ends.</param>
internal sealed record SessionHost(
    SandboxFactory Sandboxes, SandboxThreads Threads, NetworkOptions Network, SessionFile Format, SessionStore Store,
    LiveSessions Live, TimeProvider Time, IGuest Guest, CancellationToken Ending)
{
    private readonly SessionPackages packages = new();

    /// <summary>Is told of each cell that ended, with its session's id; or null.</summary>
    internal Action<string, SessionResult>? CellEnded { get; init; }

    /// <summary>Opens what a session is granted.</summary>
    internal Outcome<SessionGrants> Grant(SessionOptions options) => SessionGrants.Open(options, Sandboxes.Own, packages);
}
