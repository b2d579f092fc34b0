using Capsule.Runtime.Execution;
using Capsule.Runtime.Http;

namespace Capsule.Runtime.Sessions;

/// <summary>What all sessions of a runtime share.</summary>
internal sealed record SessionHost(
    SandboxFactory Sandboxes, SandboxThreads Threads, NetworkOptions Network, SessionFile Format, SessionStore Store,
    LiveSessions Live, TimeProvider Time);
