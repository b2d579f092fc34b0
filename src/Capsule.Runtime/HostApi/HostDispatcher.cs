using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.HostApi;

/// <summary>
/// Answers the requests of one sandbox: finds the operation that a request names and does it, at once (<c>{"call": name,
/// …}</c>) or while the guest goes on (<c>start</c>, <c>wait</c>, <c>cancel</c>). docs/reference/host-calls.md has the protocol.
/// </summary>
/// <param name="operations">The operations by name.</param>
/// <param name="waiting">Lets the guest wait.</param>
/// <param name="memory">Pays for what is kept of requests and answers.</param>
/// <param name="cancellationToken">Ends what is under way.</param>
internal sealed class HostDispatcher(
    IReadOnlyDictionary<string, IHostOperation> operations, GuestWaiting waiting, HostMemory memory, CancellationToken cancellationToken)
    : IHostCallHandler, IDisposable
{
    /// <summary>What an operation that is under way takes by itself.</summary>
    private const long OperationBytes = 2048;

    /// <summary>How much memory a request takes for each byte of its JSON: the text, and twelve bytes for a value of two.</summary>
    private const long BytesForJson = 7;

    private readonly PendingOperations pending = new(memory);
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>A table of operations by name.</summary>
    internal static IReadOnlyDictionary<string, IHostOperation> Table(params IEnumerable<IHostOperation> operations) =>
        operations.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> message)
    {
        try
        {
            return Handle(call, Read(message)).Bytes;
        }
        catch (GuestRequestException e)
        {
            return HostMessage.Write(HostAnswer.Fail(HostErrorKind.BadRequest, e.Message));
        }
    }

    /// <summary>Takes a request apart, and numbers it among those for the same operation.</summary>
    /// <exception cref="GuestRequestException">It does not have its form.</exception>
    internal GuestRequest Read(ReadOnlyMemory<byte> message)
    {
        var request = HostMessage.Read(message);
        var name = request.Text("call") is "start" ? request.Text("op") : request.Text("call");
        var ordinal = counts.GetValueOrDefault(name);
        if (operations.ContainsKey(name))
        {
            counts[name] = ordinal + 1;
        }

        return request with { Ordinal = ordinal, Time = waiting.Now };
    }

    /// <summary>Whether an operation only touches what the sandbox has to itself: a replay does it again.</summary>
    internal bool IsLocal(string name) => operations.TryGetValue(name, out var operation) && operation.IsLocal;

    /// <summary>Whether an operation wants to know what a replay gives in its place.</summary>
    internal bool HearsReplays(string name) => operations.TryGetValue(name, out var operation) && operation.HearsReplays;

    /// <summary>A replay has given an answer in place of an operation.</summary>
    internal void TellReplayed(string name, GuestRequest request, RecordedAnswer answer)
    {
        if (HearsReplays(name))
        {
            operations[name].Replayed(request, answer);
        }
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="GuestRequestException">It does not have its form.</exception>
    internal HandledRequest Handle(HostCall call, GuestRequest request) => request.Text("call") switch
    {
        "start" => new(HostMessage.Write(Start(request))),
        "wait" => Wait(call, request),
        "cancel" => new(HostMessage.Write(Cancel(request))),
        _ => Invoke(call, request),
    };

    /// <summary>Starts an operation; answers with its handle.</summary>
    internal HostAnswer Start(GuestRequest request)
    {
        var operation = Find(request, "op");
        var bytes = BytesOf(operation, request);
        return memory.TryCharge(bytes)
            ? Started(pending.Start(
                operation.Waits, bytes, token => InvokeAsync(operation, request, token), ending.Token))
            : HostAnswer.NoMemory;
    }

    /// <summary>Answers as <see cref="Start"/> does, and leaves the operation for <see cref="Restart"/>.</summary>
    internal HostAnswer Hold(GuestRequest request, Action<int> hold)
    {
        if (!memory.TryCharge(BytesOf(Find(request, "op"), request)))
        {
            return HostAnswer.NoMemory;
        }

        var handle = pending.Reserve();
        hold(handle);
        return Started(handle);
    }

    /// <summary>An operation that was held is not started: its answer is known.</summary>
    internal void Forget(GuestRequest request) => memory.Release(BytesOf(Find(request, "op"), request));

    /// <summary>Starts an operation that was held, under its handle.</summary>
    internal void Restart(int handle, GuestRequest request, bool isCancelled)
    {
        var operation = Find(request, "op");
        _ = pending.StartAs(
            handle, operation.Waits, BytesOf(operation, request), token => InvokeAsync(operation, request, token), ending.Token);
        if (isCancelled)
        {
            pending.Cancel(handle);
        }
    }

    /// <summary>Cancels an operation that was started.</summary>
    internal HostAnswer Cancel(GuestRequest request)
    {
        pending.Cancel((int)(request.OptionalNumber("handle") ?? 0));
        return HostAnswer.Done;
    }

    /// <summary>Waits until something that was started has ended, or a time is over.</summary>
    internal HandledRequest Wait(HostCall call, GuestRequest request)
    {
        var timeout = request.OptionalNumber("timeout") switch
        {
            null => Timeout.InfiniteTimeSpan,
            >= 0 and < int.MaxValue / 1000 and double seconds => TimeSpan.FromSeconds(seconds),
            < 0 => TimeSpan.Zero,
            _ => TimeSpan.FromMilliseconds(int.MaxValue),
        };
        if (timeout == Timeout.InfiniteTimeSpan && pending.IsEmpty)
        {
            throw new GuestRequestException("there is nothing to wait for");
        }

        if (!waiting.Wait(call, pending.Completion, timeout, pending.Kind))
        {
            return new HandledRequest(default, IsAborted: true);
        }

        var completed = pending.Take();
        return new HandledRequest(HostMessage.Write(completed), completed is [.., var last] ? last.Answer.Signal : null);
    }

    /// <summary>Lets the guest sleep.</summary>
    internal HandledRequest Sleep(HostCall call, TimeSpan duration) =>
        new(default, IsAborted: !waiting.Wait(call, new TaskCompletionSource().Task, duration, WaitKind.Events));

    /// <summary>Ends what is under way, and waits until it has ended.</summary>
    public void Dispose()
    {
        ending.Cancel();
        pending.Dispose();
        ending.Dispose();
    }

    private static HostAnswer Started(int? handle) => handle is { } number
        ? HostAnswer.Ok(writer => writer.WriteNumberValue(number))
        : HostAnswer.Fail(HostErrorKind.LimitExceeded,
            $"{PendingOperations.Limit} operations are under way, which is the most that a task may have");

    private HandledRequest Invoke(HostCall call, GuestRequest request)
    {
        var operation = Find(request, "call");
        var bytes = BytesOf(operation, request);
        if (!memory.TryCharge(bytes))
        {
            return new HandledRequest(HostMessage.Write(HostAnswer.NoMemory));
        }

        try
        {
            return Invoke(call, operation, request);
        }
        finally
        {
            memory.Release(bytes);
        }
    }

    private HandledRequest Invoke(HostCall call, IHostOperation operation, GuestRequest request)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var answer = InvokeAsync(operation, request, source.Token);
        var goesOn = waiting.Wait(call, answer, Timeout.InfiniteTimeSpan, operation.Waits);
        if (!answer.IsCompleted)
        {
            // The sandbox has to end, or was told to: what it asked for ends first.
            source.Cancel();
            answer.Wait(Timeout.InfiniteTimeSpan);
        }

        if (!goesOn)
        {
            return new HandledRequest(default, IsAborted: true);
        }

        var given = answer.GetAwaiter().GetResult();
        return new HandledRequest(
            HostMessage.Write(given.Signal is not null || memory.HasRoom(given.Bytes) ? given : HostAnswer.NoMemory), given.Signal);
    }

    private static long BytesOf(IHostOperation operation, GuestRequest request) =>
        OperationBytes + (BytesForJson * request.JsonLength) + ((long)operation.CopiesOfPayload * request.Payload.Length);

    private IHostOperation Find(GuestRequest request, string field)
    {
        var name = request.Text(field);
        return operations.TryGetValue(name, out var operation)
            ? operation
            : throw new GuestRequestException($"the host knows no operation '{(name.Length > 100 ? name[..100] : name)}'");
    }

    /// <summary>Never throws: a guest gets an answer, whatever happens.</summary>
    private static async Task<HostAnswer> InvokeAsync(
        IHostOperation operation, GuestRequest request, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // A fault of the host in one operation must not take the process or the run with it.
        try
        {
            return await operation.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GuestRequestException or JsonException)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest, e.Message);
        }
        catch (OperationCanceledException)
        {
            return HostAnswer.Fail(HostErrorKind.Cancelled, "it was cancelled");
        }
        catch (Exception e)
        {
            // The message is for no guest: it may quote paths of the host, or what a server sent.
            return HostAnswer.Fail(HostErrorKind.Failed, $"the host failed ({e.GetType().Name})");
        }
#pragma warning restore CA1031
    }
}
