namespace Capsule.Runtime.Execution;

/// <summary>A task's permission to have a sandbox and to compute in it.</summary>
/// <param name="gate">Who gave it.</param>
internal sealed class TaskTurn(TaskGate gate) : IDisposable
{
    private int isOver;

    /// <summary>The timestamp of its start, or of the end of its last wait.</summary>
    internal long ComputesSince { get; set; }

    /// <summary>The task waits for the host, until what this gives is disposed.</summary>
    /// <param name="forTasks">Whether other tasks of the run are among what it waits for.</param>
    internal IDisposable Pause(bool forTasks)
    {
        gate.Pause(this, forTasks);
        return new Paused(gate, this, forTasks);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0)
        {
            gate.Leave(this);
        }
    }

    private sealed class Paused(TaskGate gate, TaskTurn turn, bool forTasks) : IDisposable
    {
        public void Dispose() => gate.Resume(turn, forTasks);
    }
}
