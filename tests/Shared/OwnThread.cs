using System.Runtime.ExceptionServices;

namespace Capsule.Tests;

/// <summary>Runs code on a thread of its own: what it does to its thread ends with it.</summary>
internal static class OwnThread
{
    /// <summary>Runs it to its end, and gives or throws what comes of it.</summary>
    /// <param name="function">The code.</param>
    /// <param name="stackBytes">The thread's stack; 0 for the usual one.</param>
    internal static T Run<T>(Func<T> function, int stackBytes = 0)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            stackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>Runs it to its end, and throws what comes of it.</summary>
    /// <param name="action">The code.</param>
    /// <param name="stackBytes">The thread's stack; 0 for the usual one.</param>
    internal static void Run(Action action, int stackBytes = 0) => Run(
        () =>
        {
            action();
            return true;
        },
        stackBytes);
}
