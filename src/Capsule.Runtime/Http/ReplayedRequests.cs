using Capsule.Runtime.HostApi;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>
/// Requests that an attempt made before it was resumed, as its journal tells: they are listed and count. Threat: a task that
/// lets its sandbox be dropped, to have as many requests again.
/// </summary>
internal sealed class ReplayedRequests(RequestLog log, Traffic traffic, TaskSecrets secrets)
{
    private readonly Dictionary<int, (RequestRecord Record, DateTimeOffset Opened)> open = [];

    /// <summary>The last refusal in words, or null.</summary>
    internal string? Denial { get; private set; }

    internal void Connected(GuestRequest request, RecordedAnswer answer)
    {
        if (answer.Failure is { } failure && IsOfConnection(failure))
        {
            log.Add("CONNECT", UrlRedaction.Redact(GateArguments.Url(request)), isReplayed: true).End(failure, answer.Time - request.Time);
        }
    }

    internal void Opened(GuestRequest request, RecordedAnswer answer)
    {
        var record = log.Add(GateArguments.ShownMethod(request), UrlRedaction.Redact(request.Text("url")), ShownHeaders.Of(request), isReplayed: true);
        record.RequestBytes = request.Payload.Length;
        traffic.Replay(request.Payload.Length);
        if (Noted(answer) is { } failure)
        {
            record.End(failure, answer.Time - request.Time);
        }
        else
        {
            secrets.NoteReplayed(GateArguments.Url(request));
            open[request.Ordinal + 1] = (record, request.Time);
        }
    }

    internal void HeadCame(GuestRequest request, RecordedAnswer answer)
    {
        if (Noted(answer) is { } failure)
        {
            Fail(request, failure, answer.Time);
        }
        else if (Find(request) is { Record: var record })
        {
            record.Status = answer.Value.GetProperty("status"u8).GetInt32();
        }
    }

    internal void Wrote(GuestRequest request, RecordedAnswer answer)
    {
        traffic.Replay(request.Payload.Length);
        if (Find(request) is { Record: var record })
        {
            record.RequestBytes += request.Payload.Length;
        }

        if (Noted(answer) is { } failure)
        {
            Fail(request, failure, answer.Time);
        }
    }

    internal void Read(GuestRequest request, RecordedAnswer answer)
    {
        traffic.Replay(answer.Payload.Length);
        if (answer.Failure is { } failure)
        {
            Fail(request, failure, answer.Time);
        }
        else if (Find(request) is { Record: var record })
        {
            record.Bytes += answer.Payload.Length;
            if (answer.Value.GetBoolean())
            {
                End(request, null, answer.Time);
            }
        }
    }

    internal void Closed(GuestRequest request, RecordedAnswer answer) => End(request, null, answer.Time);

    /// <summary>A request is not under way any more; gives what the guest gets to know.</summary>
    internal HostAnswer Lose(GuestRequest request, HostAnswer answer)
    {
        End(request, answer, request.Time);
        return answer;
    }

    /// <summary>Whether a failure is one of the request, and not of this one call.</summary>
    private static bool IsOfConnection(HostAnswer failure) => failure.Error is not (HostErrorKind.BadRequest or HostErrorKind.Cancelled);

    private void Fail(GuestRequest request, HostAnswer failure, DateTimeOffset time)
    {
        if (IsOfConnection(failure) && failure.Message != GateErrors.CallTimedOut)
        {
            End(request, failure, time);
        }
    }

    private void End(GuestRequest request, HostAnswer? failure, DateTimeOffset time)
    {
        if (Find(request) is var (record, opened))
        {
            record.End(failure, time - opened);
            open.Remove((int)request.OptionalNumber("handle")!.Value);
        }
    }

    private (RequestRecord Record, DateTimeOffset Opened)? Find(GuestRequest request) =>
        request.OptionalNumber("handle") is >= 1 and <= int.MaxValue and { } handle && open.TryGetValue((int)handle, out var found)
            ? found
            : null;

    private HostAnswer? Noted(RecordedAnswer answer)
    {
        var failure = answer.Failure;
        Denial = failure?.Error == HostErrorKind.PermissionDenied ? failure.Message : Denial;
        return failure;
    }
}
