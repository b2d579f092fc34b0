using Capsule.Runtime.Execution;
using Capsule.Runtime.Programs.Warm;
using Capsule.Runtime.Worker.Runs;
using Capsule.Runtime.Worker.Sessions;
using Capsule.Runtime.Worker.Tools;

namespace Capsule.Runtime.Worker;

/// <summary>
/// Serves requests that come as lines of JSON, many at once, with exactly one answer each (docs/reference/worker-protocol.md). What
/// tasks print never reaches the channel but inside of events.
/// </summary>
internal sealed class WorkerServer : IDisposable
{
    private readonly CapsuleRuntime runtime;
    private readonly WorkerOptions options;
    private readonly WorkerOutput output;
    private readonly RequestRunner runner;
    private readonly StoredRunRequests stored;
    private readonly SessionRequests kept;
    private readonly SessionRunner sessions;
    private readonly PendingRequests pending;
    private readonly ToolCalls calls = new();
    private readonly CancellationTokenSource stop;

    private WorkerServer(CapsuleRuntime runtime, Stream output, WorkerOptions options, CancellationToken cancellationToken)
    {
        this.runtime = runtime;
        this.options = options;
        this.output = new WorkerOutput(output);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, this.output.Broken);
        var (programs, journals) = (new ProgramOpener(runtime, options.Time), new JournalPool(options.Journals));
        runner = new RequestRunner(runtime, programs, journals, options);
        stored = new StoredRunRequests(runtime, programs, journals, options);
        kept = new SessionRequests(runtime, options);
        sessions = new SessionRunner(kept, options.Time);
        pending = new PendingRequests(options.MaxPending, options.MaxPendingBytes, stop.Token);
    }

    /// <summary>
    /// Serves until the input ends and everything is answered. When it is cancelled, or nobody reads the output any more,
    /// everything that was read is cancelled and answered.
    /// </summary>
    public static async Task ServeAsync(
        CapsuleRuntime runtime, Stream input, Stream output, WorkerOptions options, CancellationToken cancellationToken = default)
    {
        using var server = new WorkerServer(runtime, output, options, cancellationToken);
        await server.ServeAsync(input).ConfigureAwait(false);
    }

    /// <summary>Says, in place of serving, why there is no runtime to serve with.</summary>
    public static void Refuse(Stream output, Failure failure)
    {
        output.Write([.. WorkerMessages.Failed(failure), (byte)'\n']);
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        output.Dispose();
    }

    private async Task ServeAsync(Stream input)
    {
        output.Write(WorkerMessages.Ready(runtime.GetImageId(GuestLanguage.Python), options));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own: reading blocks, and so does waiting for room.
        new Thread(() => Read(input, ended)) { IsBackground = true, Name = "capsule worker input" }.Start();
        using (stop.Token.Register(() => ended.TrySetResult()))
        {
            await ended.Task.ConfigureAwait(false);
        }

        if (options.CancelAtEnd)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }

        await pending.CompleteAsync().ConfigureAwait(false);
        await kept.DisposeAsync().ConfigureAwait(false);
        output.Complete();
        await output.Completion.ConfigureAwait(false);
    }

    private void Read(Stream input, TaskCompletionSource ended)
    {
        try
        {
            var lines = new LineSource(input, options.MaxLineBytes);
            while (!stop.IsCancellationRequested && lines.TryRead(out var line, out var isTooLong))
            {
                if (isTooLong)
                {
                    Answer(RequestId.None, Failure.Config($"the line is longer than {options.MaxLineBytes} bytes"));
                }
                else if (line.ContainsAnyExcept(" \t\r"u8))
                {
                    Take(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Whoever sent requests is gone: the same as the end.
        }

        ended.TrySetResult();
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        var (id, read) = RequestReader.Read(line);
        if (!read.TryGet(out var request, out var failure))
        {
            Answer(id, failure);
            return;
        }

        switch (request)
        {
            case WorkerRequest.Run run when pending.Add(id, line.Length) is { } place:
                _ = RunAsync(place, run.Parameters.Stream, (client, stop) => runner.RunAsync(run.Parameters, client, stop));
                break;
            case WorkerRequest.OfRun asked when pending.Add(id, line.Length) is { } place:
                _ = RunAsync(place, asked.Parameters.Stream, (client, stop) => Task.Run(() => stored.RunAsync(asked, client, stop), CancellationToken.None));
                break;
            case WorkerRequest.OfSession asked when pending.Add(id, line.Length) is { } place:
                _ = RunAsync(place, asked);
                break;
            case WorkerRequest.Run or WorkerRequest.OfRun or WorkerRequest.OfSession:
                Answer(RequestId.None, Failure.Config($"the id {id} is that of a request that is not answered yet"));
                break;
            case WorkerRequest.Cancel cancel:
                output.Write(WorkerMessages.Result(id, "cancel", pending.Cancel(cancel.Target)));
                break;
            case WorkerRequest.ToolResult told:
                output.Write(WorkerMessages.Result(id, "tool_result", calls.TryAnswer(told.Call, told.Answer)));
                break;
            default:
                output.Write(WorkerMessages.Result(id, "ping", true));
                break;
        }
    }

    private async Task RunAsync(PendingRequest place, bool stream, Func<RunClient, CancellationToken, Task<Envelope>> run)
    {
        var observer = stream ? new StreamingObserver(place.Id, output, place.Cancellation) : null;
        var client = new RunClient(
            (observer ?? (IRunObserver)SilentObserver.Instance).And(new RunStartTeller(place.Id, output)), new ToolChannel(place.Id, output, calls));
        var envelope = await run(client, place.Cancellation).ConfigureAwait(false);
        observer?.Close();
        client.Tools.Close();
        Answer(place, envelope, cell: null);
    }

    /// <summary>Up to where a call waits for its session's turn this is done at once: so calls keep the order of the requests.</summary>
    private async Task RunAsync(PendingRequest place, WorkerRequest.OfSession request)
    {
        var observer = new StreamingObserver(place.Id, output, place.Cancellation);
        var client = new CellClient(observer.OnShown, new ToolChannel(place.Id, output, calls));
        var (envelope, cell) = await sessions.RunAsync(request, client, place.Cancellation).ConfigureAwait(false);
        observer.Close();
        client.Tools.Close();
        Answer(place, envelope, cell);
    }

    private void Answer(PendingRequest place, Envelope envelope, SessionResult? cell)
    {
        pending.Free(place);
        output.Write(Encode(place.Id, envelope, cell));
        pending.End(place);
    }

    /// <summary>The answer. Threat: a result that is too large for one line must not leave its request without answer.</summary>
    private static ReadOnlySpan<byte> Encode(RequestId id, Envelope envelope, SessionResult? cell)
    {
        try
        {
            return WorkerMessages.Result(id, envelope, cell);
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException or InvalidOperationException or ArgumentException)
        {
            return WorkerMessages.Result(id, envelope with
            {
                Result = new Envelope { Execution = envelope.Execution }.Result,
                Error = new Failure(ErrorType.InvalidResult, $"the result cannot be sent: {e.Message}"),
            }, cell is null ? null : cell with { Value = null, Output = [], OutputWasCut = true });
        }
    }

    private void Answer(RequestId id, Failure failure) =>
        output.Write(WorkerMessages.Result(id, CapsuleRuntime.NotRun(null, failure)));
}
