using Capsule.Runtime.Execution;

namespace Capsule.Runtime.Sessions;

/// <summary>What all sessions of a runtime share.</summary>
internal sealed record SessionHost(
    SandboxFactory Sandboxes, SandboxThreads Threads, SessionFile Format, SessionStore Store, TimeProvider Time);
