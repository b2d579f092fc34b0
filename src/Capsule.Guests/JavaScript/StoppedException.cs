using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>The sandbox stopped while the host used it.</summary>
internal sealed class StoppedException(Stop stop) : Exception
{
    internal Stop Stop { get; } = stop;
}
