using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Runs;

/// <summary>Who asked for a run.</summary>
/// <param name="Observer">Receives its events.</param>
/// <param name="Tools">Calls the client's functions.</param>
internal sealed record RunClient(IRunObserver Observer, ToolChannel Tools);
