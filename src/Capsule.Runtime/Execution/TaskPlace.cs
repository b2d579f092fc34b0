using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Execution;

/// <summary>A task's place among those that compute, in its run and in the process. Its sandbox's thread uses it.</summary>
/// <param name="admission">Lets tasks of the run in.</param>
/// <param name="turn">Its permission among all tasks of the process.</param>
internal sealed class TaskPlace(Admission admission, TaskTurn turn)
{
    private bool isPaused;

    /// <summary>The task waits, and others compute meanwhile, until what this gives is disposed; null where a wait goes on within one.</summary>
    /// <param name="kind">What it waits for.</param>
    /// <param name="hasEnd">Whether a time ends the wait as well.</param>
    internal IDisposable? Pause(WaitKind kind, bool hasEnd)
    {
        if (isPaused)
        {
            return null;
        }

        isPaused = true;
        return new Paused(
            this, admission.Pause(onlyForTasks: kind == WaitKind.Tasks && !hasEnd), turn.Pause(kind is WaitKind.Tasks or WaitKind.TasksAndMore));
    }

    private sealed class Paused(TaskPlace place, IDisposable inRun, IDisposable inProcess) : IDisposable
    {
        public void Dispose()
        {
            place.isPaused = false;
            inProcess.Dispose();
            inRun.Dispose();
        }
    }
}
