using Capsule.Runtime.Worker.Runs;
using Capsule.Runtime.Worker.Sessions;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>A request that was understood (docs/reference/worker-protocol.md).</summary>
/// <param name="Id">Its id.</param>
internal abstract record WorkerRequest(RequestId Id)
{
    /// <summary>Asks whether the worker is there.</summary>
    internal sealed record Ping(RequestId Id) : WorkerRequest(Id);

    /// <summary>Cancels another request.</summary>
    internal sealed record Cancel(RequestId Id, RequestId Target) : WorkerRequest(Id);

    /// <summary>Answers a call of a function of the client.</summary>
    internal sealed record ToolResult(RequestId Id, long Call, ToolAnswer Answer) : WorkerRequest(Id);

    /// <summary>Runs a task.</summary>
    internal sealed record Run(RequestId Id, RunParameters Parameters) : WorkerRequest(Id);

    /// <summary>Does something with a journaled run.</summary>
    internal sealed record OfRun(RequestId Id, StoredRunMethod Method, StoredRunParameters Parameters) : WorkerRequest(Id);

    /// <summary>Does something with a session.</summary>
    internal sealed record OfSession(RequestId Id, SessionMethod Method, SessionParameters Parameters) : WorkerRequest(Id);
}
