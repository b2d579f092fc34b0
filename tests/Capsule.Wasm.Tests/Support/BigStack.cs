using Capsule.Wasm.Engine;

namespace Capsule.Wasm.Tests.Support;

/// <summary>Runs a test's body on a thread with the stack that guests need.</summary>
internal static class BigStack
{
    internal static void Run(Action body) => OwnThread.Run(body, new EngineOptions().ThreadStackBytes);
}
