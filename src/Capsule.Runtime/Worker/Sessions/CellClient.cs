using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker.Sessions;

/// <summary>Who asked for a cell.</summary>
/// <param name="Tell">Receives what the cell shows.</param>
/// <param name="Tools">Calls the client's functions.</param>
internal sealed record CellClient(Action<SessionOutput> Tell, ToolChannel Tools);
