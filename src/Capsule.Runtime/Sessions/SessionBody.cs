using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Runtime.Tools;
using Capsule.Wasm.Engine;

namespace Capsule.Runtime.Sessions;

/// <summary>
/// What a session consists of: a state, and the sandbox that goes on from it while the session is in use. Used by one
/// thread at a time; whatever runs guest code, on sandbox threads.
/// </summary>
internal sealed partial class SessionBody(
    SessionHost host, SessionOptions options, SessionGrants grants, SessionState start, string id, Func<bool> tryRetire) : IDisposable
{
    /// <summary>Answers to a person who types take at most this.</summary>
    private static readonly SessionCall Question = new() { Compute = Compute.Low, Timeout = TimeSpan.FromSeconds(10) };

    private readonly ToolCaller tools = new()
    {
        Tools = RunTools.Of(options.Tools),
        Policy = options.Policy,
        Task = TaskReference.Entry("session"),
        Observer = options.Observer,
        Time = host.Time,
    };

    private readonly WrittenFiles files = new();
    private SessionState? state = start;
    private SessionSandbox? sandbox;
    private bool wasSeeded;

    /// <summary>Whether it is on the disk and not in memory.</summary>
    internal bool IsEvicted => state is null;

    /// <summary>How many cells it ran, also while it is on the disk.</summary>
    internal int Cells { get; private set; } = start.Cells;

    /// <summary>Goes to the disk, unless it is in use; whether it did.</summary>
    internal bool TryRetire() => tryRetire();

    /// <summary>Whether it has files of the host or pipes open, which do not go to the disk.</summary>
    internal bool HoldsWhatIsLost => sandbox?.HoldsWhatIsLost == true;

    internal SessionResult Run(string source, SessionCall call, CancellationToken cancellationToken)
    {
        var begin = host.Time.GetTimestamp();
        if (!Open().TryGet(out var running, out var failure))
        {
            return new SessionResult { Number = 0, Failure = failure };
        }

        var before = state!;
        var number = before.Cells + 1;
        var shown = new SessionTranscript(options.MaxOutputLength, call.OnOutput);
        files.Begin(running.Files);
        var request = new SessionRequest("run")
        {
            Source = source,
            Number = number,
            Name = call.Name,
            Args = call.Arguments,
            Reseed = before.NeedsSeed,
            Env = before.NeedsSeed ? grants.Variables() : null,
        };
        var answer = running.Call(request, call, shown, cancellationToken, out var stopped);
        var (fuel, exceeded, network) = (running.FuelConsumed, running.Exceeded, running.Network);
        var reply = stopped is null ? Read(answer, out stopped) : null;
        stopped = stopped is null ? null : exceeded ?? stopped;
        Cells = number;
        state = before with { Cells = number, OutputUsed = before.OutputUsed + shown.Printed };
        stopped ??= Keep();
        var written = stopped is null ? files.End(running.Files) : [];
        if (stopped is not null)
        {
            Discard();
        }

        return new SessionResult
        {
            Files = [.. written.Take(WrittenFiles.MaxListed)],
            OmittedFiles = Math.Max(0, written.Count - WrittenFiles.MaxListed),
            Number = number,
            Value = stopped is null ? reply?.Value : null,
            Output = shown.Parts,
            OutputWasCut = shown.WasCut,
            Hint = shown.HintOf(reply, stopped),
            Failure = stopped ?? FailureOf(reply!, exceeded, network.Denial),
            ExitCode = reply?.Error?.ExitCode,
            IsStateKept = stopped is null,
            HostRequests = network.Requests,
            OmittedHostRequests = network.Omitted,
            FuelConsumed = fuel,
            RamUsed = (state.Sandbox?.Memory.PopulatedPages ?? 0) * 4096L,
            Duration = host.Time.GetElapsedTime(begin),
        };
    }

    /// <summary>Asks the guest's side something that changes nothing.</summary>
    internal Outcome<T> Ask<T>(SessionRequest request, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : notnull
    {
        if (!Open().TryGet(out var running, out var failure))
        {
            return failure;
        }

        var answer = running.Call(request, Question, new SessionTranscript(0, null), cancellationToken, out var stopped);
        if (stopped is not null)
        {
            Discard();
            return stopped;
        }

        try
        {
            return read(SessionReply.Require(answer)) is { } value ? value : Tampered;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Tampered;
        }
    }

    /// <summary>Uses the files, and keeps what was changed.</summary>
    internal Outcome<T> UseFiles<T>(Func<GuestFiles, Outcome<T>> use)
    {
        files.Forget();
        return !Open().TryGet(out var running, out var failure) ? failure
            : use(running.Files) is var used && Keep() is { } problem ? problem
            : used;
    }

    /// <summary>The state now. One that is on the disk stays there.</summary>
    internal Outcome<SessionState> Take() =>
        state is not null ? state
        : host.Store.Read(id, grants.Workspace).TryGet(out var read, out var failure) ? read with { NeedsSeed = !wasSeeded }
        : failure;

    /// <summary>As <see cref="Take"/>, for files: a session in which nothing was run gets a sandbox first.</summary>
    internal Outcome<SessionState> TakeForFile() =>
        UseFiles<bool>(_ => true).TryGet(out _, out var failure) ? Take() : failure;

    internal void Return(SessionState to)
    {
        Discard();
        host.Store.Release(id);
        Cells = to.Cells;
        state = to;
    }

    /// <summary>Writes it to the disk and gives its memory back.</summary>
    internal Outcome<string> Evict()
    {
        if (!TakeForFile().TryGet(out var taken, out var failure) || !host.Store.Write(id, taken).TryGet(out var path, out failure))
        {
            return failure;
        }

        Discard();
        (wasSeeded, state) = (!taken.NeedsSeed, null);
        return path;
    }

    public void Dispose() => Discard();

    private Outcome<SessionSandbox> Open()
    {
        if (host.Live.Enter(this) is { } full)
        {
            return full;
        }

        try
        {
            return sandbox is not null ? sandbox : Start();
        }
        finally
        {
            if (sandbox is null)
            {
                host.Live.Leave(this);
            }
        }
    }

    private Outcome<SessionSandbox> Start()
    {
        if (!Take().TryGet(out var from, out var failure))
        {
            return failure;
        }

        state = from;
        host.Store.Release(id);
        var needed = (long)(from.Sandbox?.Memory.MemoryBytes ?? host.Guest.Base.MemoryBytes);
        return needed > options.Policy.Ram.Bytes
            ? Failure.Config($"ram={options.Policy.Ram} is less than the {new ByteSize(needed)} that the session takes already")
            : sandbox = new SessionSandbox(host, options, grants, from, tools);
    }

    /// <summary>Takes the state after a call; why it cannot be, or null.</summary>
    private Failure? Keep()
    {
        try
        {
            state = state! with { Sandbox = sandbox!.Checkpoint(), NeedsSeed = false };
            return null;
        }
        catch (WasmException e)
        {
            return new Failure(ErrorType.TaskError, $"the session cannot be kept: {e.Message}");
        }
        catch (InsufficientMemoryException e)
        {
            // The sandbox's memory may be gone: the next call starts from the state before.
            Discard();
            return new Failure(ErrorType.InternalError, $"the session cannot be kept, because the system has no memory: {e.Message}");
        }
    }

    private void Discard()
    {
        sandbox?.Dispose();
        sandbox = null;
        files.Forget();
        host.Live.Leave(this);
    }
}
