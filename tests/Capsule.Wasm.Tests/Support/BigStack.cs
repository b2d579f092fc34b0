using System.Runtime.ExceptionServices;
using Capsule.Wasm.Engine;

namespace Capsule.Wasm.Tests.Support;

/// <summary>Runs a test's body on a thread with the stack that guests need.</summary>
internal static class BigStack
{
    internal static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    body();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            new EngineOptions().ThreadStackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
