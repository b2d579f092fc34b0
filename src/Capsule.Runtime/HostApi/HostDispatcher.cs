using System.Text.Json;
using Capsule.Guests.Emscripten;
using Capsule.Guests.Python;
using Capsule.Runtime.Execution;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.HostApi;

/// <summary>
/// Answers the requests of one sandbox: finds the operation that a request names and does it, at once (<c>{"call": name,
/// …}</c>) or while the guest goes on (<c>start</c>, <c>wait</c>, <c>cancel</c>). docs/HOST_CALLS.md has the protocol.
/// </summary>
internal sealed class HostDispatcher(
    IReadOnlyDictionary<string, IHostOperation> operations, Admission admission, CancellationToken cancellation) : IHostCallHandler, IDisposable
{
    private readonly PendingOperations pending = new();
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private int position;

    /// <summary>A table of operations by name.</summary>
    internal static IReadOnlyDictionary<string, IHostOperation> Table(params IEnumerable<IHostOperation> operations) =>
        operations.ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> request)
    {
        try
        {
            return Handle(call, HostMessage.Read(request, position++));
        }
        catch (GuestRequestException e)
        {
            return HostMessage.Write(HostAnswer.Fail(HostErrorKind.BadRequest, e.Message));
        }
    }

    /// <summary>Starts an operation again that was under way when a process ended, under the handle that it had.</summary>
    internal void Restart(int handle, GuestRequest request) =>
        pending.StartAs(
            handle, request.Text("op"), token => InvokeAsync(Find(request, "op"), request, token), ending.Token);

    /// <summary>Ends what is under way, and waits until it has ended.</summary>
    public void Dispose()
    {
        ending.Cancel();
        pending.Dispose();
        ending.Dispose();
    }

    private ReadOnlyMemory<byte> Handle(HostCall call, GuestRequest request) => request.Text("call") switch
    {
        "start" => HostMessage.Write(Start(request)),
        "wait" => Wait(call, request),
        "cancel" => HostMessage.Write(Cancel(request)),
        _ => Invoke(call, request),
    };

    private HostAnswer Start(GuestRequest request)
    {
        var operation = Find(request, "op");
        return pending.Start(operation.Name, token => InvokeAsync(operation, request, token), ending.Token) is { } handle
            ? HostAnswer.Ok(writer => writer.WriteNumberValue(handle))
            : HostAnswer.Fail(HostErrorKind.LimitExceeded,
                $"{PendingOperations.Limit} operations are under way, which is the most that a task may have");
    }

    private HostAnswer Cancel(GuestRequest request)
    {
        pending.Cancel((int)(request.OptionalNumber("handle") ?? 0));
        return HostAnswer.Done;
    }

    private ReadOnlyMemory<byte> Wait(HostCall call, GuestRequest request)
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

        if (timeout != TimeSpan.Zero && !pending.Completion.IsCompleted)
        {
            using var pause = admission.Pause(timeout == Timeout.InfiniteTimeSpan && pending.AreAll(SubtaskOperation.OperationName));
            _ = HostWait.For(call, pending.Completion, timeout);
        }

        return HostMessage.Write(pending.Take());
    }

    private ReadOnlyMemory<byte> Invoke(HostCall call, GuestRequest request)
    {
        var operation = Find(request, "call");
        using var source = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var answer = InvokeAsync(operation, request, source.Token);
        var isDone = answer.IsCompleted;
        if (!isDone)
        {
            using var pause = admission.Pause(operation.Name == SubtaskOperation.OperationName);
            isDone = HostWait.For(call, answer, Timeout.InfiniteTimeSpan);
        }

        if (isDone)
        {
            return HostMessage.Write(answer.GetAwaiter().GetResult());
        }

        // The sandbox has to end: what it asked for ends first.
        source.Cancel();
        answer.Wait(Timeout.InfiniteTimeSpan);
        return default;
    }

    private IHostOperation Find(GuestRequest request, string field)
    {
        var name = request.Text(field);
        return operations.TryGetValue(name, out var operation)
            ? operation
            : throw new GuestRequestException($"the host knows no operation '{(name.Length > 100 ? name[..100] : name)}'");
    }

    /// <summary>Never throws: a guest gets an answer, whatever happens.</summary>
    private static async Task<HostAnswer> InvokeAsync(
        IHostOperation operation, GuestRequest request, CancellationToken cancellation)
    {
#pragma warning disable CA1031 // A fault of the host in one operation must not take the process or the run with it.
        try
        {
            return await operation.InvokeAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (GuestRequestException e)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest, e.Message);
        }
        catch (OperationCanceledException)
        {
            return HostAnswer.Fail(HostErrorKind.Cancelled, "it was cancelled");
        }
        catch (JsonException e)
        {
            return HostAnswer.Fail(HostErrorKind.BadRequest, e.Message);
        }
        catch (Exception e)
        {
            return HostAnswer.Fail(HostErrorKind.Failed, $"the host failed: {e.GetType().Name}: {e.Message}");
        }
#pragma warning restore CA1031
    }
}
