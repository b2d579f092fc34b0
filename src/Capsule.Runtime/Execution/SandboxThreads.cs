using System.Diagnostics;
using Capsule.Wasm.Memory;

namespace Capsule.Runtime.Execution;

/// <summary>
/// Threads that guests run on. A guest needs far more native stack than the thread pool's threads have, and keeps its
/// thread while it waits for the host.
/// </summary>
/// <param name="stackBytes">The stack of each thread: address space, of which a guest touches what it needs.</param>
internal sealed class SandboxThreads(int stackBytes) : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    /// <summary>How many threads end before the memory is given back that they left, where others go on.</summary>
    private const int TrimInterval = 64;

    private readonly int stackBytes = stackBytes;
    private readonly Stack<Worker> idle = [];
    private readonly Lock gate = new();
    private int ended;
    private TaskCompletionSource? idleness;
    private int busy;
    private bool disposed;

    /// <summary>Runs something on a thread of its own, and gives its result.</summary>
    internal Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var caller = Activity.Current;
        TakeWorker().Start(() =>
        {
            // Spans of what the work does are below that of whoever wants it.
            Activity.Current = caller;
#pragma warning disable CA1031 // An exception of the work belongs to whoever awaits it.
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
#pragma warning restore CA1031
            Activity.Current = null;
        });
        return result.Task;
    }

    /// <summary>Ends when no guest runs.</summary>
    internal Task WhenIdleAsync()
    {
        lock (gate)
        {
            return busy == 0
                ? Task.CompletedTask
                : (idleness ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Lets idle threads end; busy ones end when their work does.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            while (idle.TryPop(out var worker))
            {
                worker.Stop();
            }
        }
    }

    private Worker TakeWorker()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var worker = idle.TryPop(out var waiting) ? waiting : new Worker(this);
            busy++;
            return worker;
        }
    }

    /// <summary>A worker has nothing to do; false when it is to end.</summary>
    private bool Offer(Worker worker)
    {
        lock (gate)
        {
            if (--busy == 0)
            {
                idleness?.TrySetResult();
                idleness = null;
            }

            if (!disposed)
            {
                idle.Push(worker);
            }

            return !disposed;
        }
    }

    /// <summary>A worker has waited long; true when it is still idle and may end.</summary>
    private bool Withdraw(Worker worker)
    {
        var (mayEnd, isTrimDue) = Remove(worker);
        if (isTrimDue)
        {
            NativeHeap.Trim();
        }

        return mayEnd;
    }

    private (bool WasIdle, bool IsTrimDue) Remove(Worker worker)
    {
        lock (gate)
        {
            var rest = idle.Where(other => other != worker).Reverse().ToArray();
            var wasIdle = rest.Length < idle.Count;
            idle.Clear();
            foreach (var other in rest)
            {
                idle.Push(other);
            }

            ended += wasIdle ? 1 : 0;
            var isTrimDue = wasIdle && (idle.Count == 0 || ended >= TrimInterval);
            ended = isTrimDue ? 0 : ended;
            return (wasIdle, isTrimDue);
        }
    }

    private sealed class Worker : IDisposable
    {
        private readonly SandboxThreads owner;
        private readonly SemaphoreSlim signal = new(0);
        private Action? work;

        internal Worker(SandboxThreads owner)
        {
            this.owner = owner;

            // The context of whoever needs the first thread is not that of those who use it later.
            new Thread(Loop, owner.stackBytes) { IsBackground = true, Name = "capsule sandbox" }.UnsafeStart();
        }

        internal void Start(Action next)
        {
            work = next;
            signal.Release();
        }

        internal void Stop() => signal.Release();

        public void Dispose() => signal.Dispose();

        private void Loop()
        {
            var stack = ThreadStackMemory.OfThisThread();
            while (signal.Wait(IdleTime) || !owner.Withdraw(this))
            {
                if (Interlocked.Exchange(ref work, null) is not { } next)
                {
                    continue;
                }

                next();
                stack.Release();
                if (!owner.Offer(this))
                {
                    break;
                }
            }

            Dispose();
        }
    }
}
