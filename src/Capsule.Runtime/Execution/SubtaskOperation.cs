using Capsule.Guests.Abstractions;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Execution;

/// <summary>
/// <c>task.run</c>: a task calls another task, of its own program or of one beside it. Which task and with what is all that it can say:
/// policies come from the program's manifest and from the operator.
/// </summary>
/// <param name="runner">Runs tasks.</param>
/// <param name="caller">The task that calls.</param>
/// <param name="attempt">The number of its attempt.</param>
/// <param name="memory">Its account.</param>
internal sealed class SubtaskOperation(TaskRunner runner, TaskRun caller, int attempt, HostMemory memory) : IHostOperation
{
    /// <summary>The operation's name.</summary>
    internal const string OperationName = "task.run";

    /// <summary>Arguments from this length on are checked on another thread.</summary>
    private const int LongArguments = 256 << 10;

    public string Name => OperationName;

    int IHostOperation.CopiesOfPayload => 2;

    WaitKind IHostOperation.Waits => WaitKind.Tasks;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        var run = caller.Run;
        var (name, file) = (request.Text("task"), request.OptionalText("program"));
        if (FindProgram(file) is not { } program)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest,
                $"there is no program '{file}' beside this one; {Describe(run.Program)} (programs in [workflow] of capsule.toml)");
        }

        if (program.Manifest.Find(name) is not { } task)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest, $"{(file is null ? "the program" : file)} declares no task '{name}'");
        }

        if (caller.Reference.Path.Depth >= run.Limits.MaxDepth)
        {
            return HostAnswer.Fail(HostErrorKind.LimitExceeded,
                $"tasks call tasks {run.Limits.MaxDepth} deep, which is the run's limit (max_depth)");
        }

        var arguments = await ReadAsync(request.Payload, cancellationToken).ConfigureAwait(false);
        var call = new TaskCall { Task = name, Argv = caller.Call.Argv };
        using var handover = new Handover(memory);
        var child = new TaskRun(
            run, task with { Policy = run.Options.Caps.Apply(task.Policy) }, call,
            caller.Reference.Child(program == run.Program ? name : $"{program.Source.EntryFile}:{name}", attempt, request.Ordinal))
        {
            Program = program,
            Caller = caller.Span,
            Arguments = arguments,
            Handover = handover,
        };
        var envelope = await runner.RunAsync(child, cancellationToken).ConfigureAwait(false);
        return HostAnswer.Ok(envelope.ToJson());
    }

    /// <summary>The caller's own program where none is named.</summary>
    private LoadedProgram? FindProgram(string? file) =>
        file is null ? caller.Program
        : file == caller.Run.Program.Source.EntryFile ? caller.Run.Program
        : caller.Run.Program.Companions.GetValueOrDefault(file);

    private static string Describe(LoadedProgram program) => program.Companions.Count == 0
        ? "the project names none"
        : $"the project has {string.Join(", ", program.Companions.Keys.Select(file => $"'{file}'"))}";

    /// <summary>
    /// The arguments: <c>{"args": […], "kwargs": {…}}</c>. They are checked, and go on as they are: taken apart, they would take
    /// many times their length. Long ones are checked on another thread, so that the guest's sees when its time is over.
    /// </summary>
    private static Task<RawArguments> ReadAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        json.Length < LongArguments
            ? Task.FromResult(RawArguments.Read(json, static () => true))
            : Task.Run(() => RawArguments.Read(json, () => !cancellationToken.IsCancellationRequested), cancellationToken);
}
