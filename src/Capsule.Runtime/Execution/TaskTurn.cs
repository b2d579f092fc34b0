namespace Capsule.Runtime.Execution;

/// <summary>A task's permission to run.</summary>
/// <param name="gate">Who gave it.</param>
/// <param name="started">The timestamp of its start.</param>
internal sealed class TaskTurn(TaskGate gate, long started) : IDisposable
{
    private int isOver;

    /// <summary>The timestamp of its start.</summary>
    internal long Started => started;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isOver, 1) == 0)
        {
            gate.Leave(this);
        }
    }
}
