using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Guests.FileSystem.Host;
using Capsule.Json;
using Capsule.Programs;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Files;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Programs;
using Capsule.Runtime.Programs.Packages;
using Capsule.Wasm.Memory;
using Capsule.Wasm.Metering;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Execution;

/// <summary>One attempt at a task, in a sandbox of its own that is thrown away after.</summary>
/// <param name="sandboxes">Makes the sandbox.</param>
/// <param name="run">The task.</param>
/// <param name="host">The host as the attempt sees it.</param>
internal sealed class Attempt(SandboxFactory sandboxes, TaskRun run, AttemptHost host)
{
    private readonly LoadedProgram program = run.Program;
    private readonly TaskDefinition task = run.Task;

    private static readonly JsonBounds ResultBounds = JsonBounds.Values with { WantsText = true };

    private Suspension? suspension;

    private Snapshot Snapshot => program.Snapshot ?? program.Guest.Base;

    /// <summary>Runs to the end, on a sandbox thread.</summary>
    internal AttemptResult Run(CancellationToken cancellationToken)
    {
        if (CheckMemory() is { } failure || !GrantedFolders.Open(run, sandboxes.Own).TryGet(out var folders, out failure))
        {
            return AttemptResult.Failed(failure);
        }

        using (folders)
        {
            return Run(folders, cancellationToken);
        }
    }

    private AttemptResult Run(GrantedFolders folders, CancellationToken cancellationToken)
    {
        var limits = new MeterLimits
        {
            Ticks = FuelUnits.ToTicks(task.Policy.Compute.Units),
            Timeout = Shorter(task.Policy.Timeout, run.Run.TimeLeft),
            Cancellation = cancellationToken,
            Pool = run.Run.Pool,
            Pausing = () => host.Place.Pause(WaitKind.Work, hasEnd: true),
        };
        var (answer, problem, result) = RunSandbox(folders, limits);

        // Its memory has gone with the sandbox: the result may take the place.
        return host.Network.Complete(problem is not null ? result with { Failure = problem } : ReadResult(answer, result));
    }

    private (GuestAnswer Answer, Failure? Failure, AttemptResult Measured) RunSandbox(GrantedFolders folders, MeterLimits limits)
    {
        PrintSink print = host.Print;
        using var sandbox = program.Start(sandboxes, new GuestSandboxOptions
        {
            Snapshot = Snapshot,
            Workspace = program.View.Workspace,
            Limits = limits,
            MemoryLimit = (ulong)task.Policy.Ram.Bytes,
            HostMemory = host.Memory,
            OutputLimit = task.Policy.MaxOutput.Bytes,
            Output = print.On(OutputChannel.Output),
            ErrorOutput = print.On(OutputChannel.Error),
            HostCalls = host.Calls,
            Clock = host.Clock,
            Random = host.Random,
            Mounts = folders.Mounts,
            ReservedFolders = folders.Reserved,
            FileBudget = new HostFileBudget(run.Run.Options.FileLimits),
        });
        var (answer, problem) = Run(sandbox, folders);
        program.Bytecode?.Keep();
        if (suspension is not null)
        {
            // The replay computes it all again, which is the host's doing.
            run.Run.Pool?.Return(sandbox.TicksUsed);
        }

        var measured = new AttemptResult(default, null, FuelUnits.FromTicks(sandbox.TicksUsed), sandbox.MeasureMemory())
        {
            Suspension = suspension,
        };
        return (answer, problem, measured);
    }

    private (GuestAnswer Answer, Failure? Failure) Run(IGuestSandbox sandbox, GrantedFolders folders)
    {
        if (program.LoadsInEachRun)
        {
            var loaded = sandbox.Load(ProgramLoader.RequestFor(program.View, own: true));
            if (ProgramLoader.FailureOf(loaded, task.Policy, sandbox.MemoryWasRefused) is { } failure)
            {
                return (default, failure);
            }
        }

        host.Open();
        var answer = sandbox.Run(Request().Span);
        return (answer, FailureOf(answer, folders, sandbox));
    }

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) =>
        one is null || other < one ? other : one;

    private ReadOnlyMemory<byte> Request() => new RunRequest(program.Manifest.Module, task.Name)
    {
        Call = run.Call,
        Arguments = run.Arguments,
        Argv = [program.Source.EntryFile, .. run.Call.Argv],
        AreWords = run.AreWords,
        Env = host.Network.Variables(),
    }.ToJson();

    /// <summary>The interpreter and the program's modules may take more than the task's limit: then no attempt can work.</summary>
    private Failure? CheckMemory()
    {
        var needed = new ByteSize((long)Snapshot.MemoryBytes);
        var isOfFlag = run.Run.Options.Overrides.Ram?.Bytes == task.Policy.Ram.Bytes;
        return task.Policy.Ram.Bytes >= needed.Bytes ? null : new Failure(isOfFlag ? ErrorType.ConfigError : ErrorType.MemoryExceeded,
            $"task '{task.Name}': ram={task.Policy.Ram} is less than the {needed} that the interpreter and the program take before the task starts");
    }

    private Failure? FailureOf(GuestAnswer answer, GrantedFolders folders, IGuestSandbox sandbox)
    {
        if (answer.Stop is Stop.ByHost { Reason: Suspension dropped })
        {
            suspension = dropped;
            return new Failure(ErrorType.InternalError, "the task waits");
        }

        if (answer.Stop is { } stop)
        {
            return StopTranslation.ToFailure(stop, task.Policy, run.Run, sandbox.MemoryWasRefused);
        }

        if (sandbox.OutputWasRefused)
        {
            // Also where the task caught the error: its output is not whole.
            return StopTranslation.OutputExceeded(task);
        }

        return GuestReply.FailureOf(answer) switch
        {
            null => null,
            { Kind: "invalid_argument" } invalid when run.AreWords => Failure.Config($"task '{task.Name}': {invalid.Message}"),
            { Kind: "invalid_result" } invalid => new Failure(ErrorType.InvalidResult, invalid.Message ?? ""),
            { Denied: true } failure when host.Denial is { } denial =>
                failure.ToFailure(ErrorType.PermissionDenied) with { Message = denial },
            { Exception: "MemoryError" } => StopTranslation.MemoryExceeded(task.Policy),
            var failure => failure.ToFailure(
                ErrorType.TaskError,
                run.Run.Options.Reader == DenialReader.Model ? null
                    : DeniedPath.Explain(failure, folders) ?? LeftOutModule.Explain(failure.Exception, failure.Message, program.LeftOut)),
        };
    }

    /// <summary>Threat: values take many times the length of their JSON, and they are kept where the task's limits do not reach.</summary>
    private AttemptResult ReadResult(GuestAnswer answer, AttemptResult measured)
    {
        try
        {
            var json = GuestReply.Success(answer) ?? throw new JsonException();
            var room = task.Policy.Ram.Bytes + HostMemory.Allowance;
            var bytes = BoundedJson.Measure(json.Span, ResultBounds);
            return bytes <= room
                ? measured with { Result = BoundedJson.ParseMeasured(json.Span, ResultBounds), ResultBytes = bytes + json.Length }
                : measured with { Failure = StopTranslation.MemoryExceeded(task.Policy) };
        }
        catch (JsonException)
        {
            return measured with { Failure = new Failure(ErrorType.InvalidResult, "the task returned a malformed result") };
        }
    }
}
