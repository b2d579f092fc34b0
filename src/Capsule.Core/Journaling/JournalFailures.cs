
namespace Capsule.Journaling;

/// <summary>The failures that every journal has.</summary>
public static class JournalFailures
{
    /// <summary>Some failure of a journal.</summary>
    public static Failure Because(string message) => new(ErrorType.JournalError, message);

    /// <summary>There is no such run.</summary>
    public static Failure NoSuchRun(RunId run) => Failure.Config($"the journal has no run {run}: 'capsule runs' lists those it has");

    /// <summary>A run is executed by somebody else.</summary>
    public static Failure Owned(RunId run) =>
        Failure.Config($"run {run} is being executed by another process: wait for its end, or cancel it with 'capsule cancel {run}'");

    /// <summary>A lease was lost, or has ended, and something was to be written through it.</summary>
    public static Failure LeaseLost(RunId run) => new(
        ErrorType.LeaseLost,
        $"this process no longer has the lease of run {run}, so that it ended its work on the run and wrote nothing more: another one may be executing it");

    /// <summary>A new run has the name of an old one.</summary>
    public static Failure RunExists(RunId run) => Because($"the journal already has a run {run}: start the run under a new id");

    /// <summary>A run that has ended is to change.</summary>
    public static Failure RunEnded(RunId run, ExecutionStatus status) => Because($"run {run} has ended ({status.ToName()})");

    /// <summary>Something is sent to a run that has ended: nobody would take it.</summary>
    public static Failure TooLate(RunId run, ExecutionStatus status) => Failure.Config(
        $"run {run} has ended ({status.ToName()}): it takes no signal and cannot be cancelled; 'capsule ps' lists the runs that have not");

    /// <summary>A task that has ended is to change.</summary>
    public static Failure TaskEnded(TaskRecord task) => Because($"{Describe(task.Path)} of run {task.Run} has ended before");

    /// <summary>An entry is not the next one.</summary>
    public static Failure WrongPosition(JournalEntry entry, long next) => Because(entry.Position < next
        ? $"position {entry.Position} of {Describe(entry)} is taken already: two processes are executing the run"
        : $"position {entry.Position} of {Describe(entry)} follows {next - 1}: an entry before it was not written");

    /// <summary>A signal that is gone.</summary>
    public static Failure SignalConsumed(JournalEntry entry) => Because(
        $"signal {entry.Signal}, which position {entry.Position} of {Describe(entry)} delivers, is unknown or was consumed before");

    /// <summary>Something too large.</summary>
    public static Failure TooLarge(string what, long bytes, long most) =>
        Because($"{what} of {bytes} bytes is larger than the {most} bytes that the journal takes");

    /// <summary>An entry that cannot be believed.</summary>
    public static Failure DamagedEntry(RunId run, TaskPath task, int attempt, long position) => Because(
        $"position {position} of {Describe(task)} (attempt {attempt}) of run {run} is damaged or missing: the run cannot be resumed");

    /// <summary>Something of a run that cannot be believed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="journal">Where its journal is.</param>
    /// <param name="what">What it is, such as <c>arguments</c>.</param>
    public static Failure Unreadable(RunId run, string journal, string what) => Because(
        $"the {what} of run {run} in the journal {journal} cannot be read: something other than Capsule wrote them; the run cannot be used");

    private static string Describe(JournalEntry entry) => $"{Describe(entry.Task)} (attempt {entry.Attempt}) of run {entry.Run}";

    private static string Describe(TaskPath task) => task.IsRoot ? "the entry task" : $"task {task}";
}
