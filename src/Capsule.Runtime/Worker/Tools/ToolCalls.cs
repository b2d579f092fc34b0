using System.Collections.Concurrent;

namespace Capsule.Runtime.Worker.Tools;

/// <summary>The calls of clients' functions that no client has answered yet, by their numbers.</summary>
internal sealed class ToolCalls
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ToolAnswer>> waiting = new();
    private long last;

    /// <summary>Adds a call.</summary>
    internal (long Number, Task<ToolAnswer> Answer) Add()
    {
        var number = Interlocked.Increment(ref last);
        var source = new TaskCompletionSource<ToolAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[number] = source;
        return (number, source.Task);
    }

    /// <summary>Nobody waits for the answer any more; whether there was none yet.</summary>
    internal bool Remove(long number) => waiting.TryRemove(number, out _);

    /// <summary>Gives a call its answer; false when it is not waiting for one.</summary>
    internal bool TryAnswer(long number, ToolAnswer answer) => waiting.TryRemove(number, out var source) && source.TrySetResult(answer);
}
