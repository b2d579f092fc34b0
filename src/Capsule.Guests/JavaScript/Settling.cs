using Capsule.Wasm.Sandboxes;

namespace Capsule.Guests.JavaScript;

/// <summary>
/// The event loop's engine: runs jobs until a promise is settled, and lets the guest do what is due (timers, answers of the host) in
/// between.
/// </summary>
internal readonly struct Settling(Sandbox sandbox, JavaScriptProcess process, JavaScriptAddresses addresses)
{
    private const int Pending = 0;
    private const int Fulfilled = 1;

    /// <summary>What a job costs, in ticks, beside what it computes. Threat: jobs without end that do nothing.</summary>
    private const int JobCost = 500;

    private readonly Heap heap = new(sandbox, process);

    /// <summary>The handle of what a promise is fulfilled with; null when it is rejected, or nothing can settle it.</summary>
    internal int? Settle(int promise)
    {
        var wasAbandoned = false;
        while (true)
        {
            RunJobs();
            if (process.Rejections.First is { } reason)
            {
                Tell(addresses.Reject, reason);
                process.Rejections.Clear(heap);
                RunJobs();
            }

            var state = heap.Call(process.Engine.PromiseState, promise);
            if (state != Pending)
            {
                return state == Fulfilled ? heap.Call(process.Engine.PromiseResult, promise) : null;
            }

            if (sandbox.Meter.Exceeded is not null)
            {
                return null; // it is told to end, and waits for something
            }

            if (!IsTrue(heap.Invoke(addresses.Idle)))
            {
                if (wasAbandoned)
                {
                    return null;
                }

                wasAbandoned = true;
                Tell(addresses.Abandon);
            }
        }
    }

    private void RunJobs()
    {
        while (heap.Call(process.Engine.IsJobPending) != 0)
        {
            sandbox.Meter.Charge(JobCost);
            if (heap.Call(process.Engine.RunJob) < 0)
            {
                // Thrown by what queueMicrotask was given: nobody else can know.
                var error = heap.TakeException();
                Tell(addresses.Reject, error);
                heap.Free(error);
            }

            if (sandbox.Check() is { } reason)
            {
                throw new StoppedException(reason);
            }
        }
    }

    private void Tell(int function, params ReadOnlySpan<int> values)
    {
        if (heap.Invoke(function, values) is { } nothing)
        {
            heap.Free(nothing);
        }
    }

    private bool IsTrue(int? value)
    {
        if (value is not { } handle)
        {
            return false;
        }

        var isTrue = heap.Call(process.Engine.IsTrue, handle) != 0;
        heap.Free(handle);
        return isTrue;
    }
}
