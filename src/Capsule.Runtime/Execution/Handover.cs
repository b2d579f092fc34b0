using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Execution;

/// <summary>
/// What a task leaves to the task that called it. It is on the caller's account from before the sandbox's memory is given back
/// until the answer to the call is charged.
/// </summary>
/// <remarks>
/// Threat: a task that ended has room for the next one, so results that wait to be written, handed over or journaled could be many
/// times what the tasks of a run may have at a time.
/// </remarks>
/// <param name="caller">The account of the task that called.</param>
internal sealed class Handover(HostMemory caller) : IDisposable
{
    private long held;

    /// <summary>Takes the result of an attempt in place of that of the attempt before; a short error where there is no room for it.</summary>
    internal AttemptResult Take(AttemptResult result)
    {
        Dispose();
        if (!caller.TryCharge(result.Bytes))
        {
            return result.WithoutRoom();
        }

        held = result.Bytes;
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        caller.Release(held);
        held = 0;
    }
}
