using Capsule.Guests.Abstractions;
using Capsule.Network;
using Capsule.Runtime.HostApi;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>
/// The network of one attempt: <c>http.connect</c>, <c>http.open</c>, <c>http.head</c>, <c>http.write</c>, <c>http.read</c>, <c>http.close</c>
/// (docs/reference/host-calls.md). Nothing is made before the first request.
/// </summary>
/// <param name="policy">What the task may reach.</param>
/// <param name="options">How the runtime reaches it.</param>
/// <param name="secrets">What is put into requests.</param>
/// <param name="time">The host's clock.</param>
/// <param name="handles">The numbers of its requests.</param>
/// <param name="memory">Pays for bodies that wait to be sent, and for connections.</param>
internal sealed class HttpGate(
    TaskPolicy policy, NetworkOptions options, TaskSecrets secrets, TimeProvider time, HttpHandles handles, HostMemory memory) : IDisposable
{
    /// <summary>What a request takes while it is under way: buffers of the connection and a part of the response.</summary>
    private const long ExchangeBytes = 192 << 10;

    private readonly OpenExchanges exchanges = new(options.Limits, time);
    private readonly CancellationTokenSource ending = new();
    private readonly RequestLog log = new(options.Limits.ListedRequests, time);
    private readonly Traffic traffic = new(options.Limits.TotalBytes);
    private readonly Reach reach = new(policy, options);
    private ReplayedRequests? before;
    private int connections;
    private string? denial;

    /// <summary>What guests may ask for.</summary>
    internal IEnumerable<IHostOperation> Operations =>
    [
        new DelegateOperation("http.connect", ConnectAsync, Before.Connected),
        new DelegateOperation("http.open", (request, _) => Task.FromResult(Open(request)), Before.Opened),
        new DelegateOperation("http.head", HeadAsync, Before.HeadCame),
        new DelegateOperation("http.write", WriteAsync, Before.Wrote),
        new DelegateOperation("http.read", ReadAsync, Before.Read),
        new DelegateOperation("http.close", (request, _) => Close(request), Before.Closed),
    ];

    /// <summary>What was asked for, in order.</summary>
    internal IReadOnlyList<HostRequest> Requests => log.ToList();

    /// <summary>How many requests are not in the list.</summary>
    internal int OmittedRequests => log.Omitted;

    /// <summary>The last refusal in words, or null.</summary>
    internal string? Denial => denial ?? before?.Denial;

    /// <summary>How long requests that are under way may take yet; their responses would be lost with the sandbox.</summary>
    internal TimeSpan TimeLeft => exchanges.TimeLeft;

    /// <summary>What a resumed attempt did before.</summary>
    private ReplayedRequests Before => before ??= new ReplayedRequests(log, traffic, secrets);

    /// <summary>Ends what is under way.</summary>
    internal void Stop() => ending.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        exchanges.Dispose();
        reach.Dispose();
        ending.Dispose();
    }

    /// <summary>
    /// Connects to a server ahead of a request. What is not granted is neither resolved nor connected to; the request that
    /// follows is refused then, and listed with its method and URL.
    /// </summary>
    private async Task<HostAnswer> ConnectAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        var url = GateArguments.Url(request);
        if (!reach.Grants.Rules.Any(rule => rule.MatchesOrigin(url)))
        {
            return HostAnswer.Done;
        }

        if (Interlocked.Increment(ref connections) > options.Limits.Requests)
        {
            return HostAnswer.Fail(HostErrorKind.LimitExceeded, $"a task may make {options.Limits.Requests} connections");
        }

        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
            await reach.Connector.PrepareAsync(url, both.Token).WaitAsync(GateArguments.Timeout(request), cancellationToken).ConfigureAwait(false);
            return HostAnswer.Done;
        }
        catch (TimeoutException)
        {
            return FailToConnect(url, HostAnswer.Fail(HostErrorKind.Timeout, GateErrors.CallTimedOut));
        }
        catch (GateException e)
        {
            return FailToConnect(url, e.Answer);
        }
    }

    /// <summary>No request will follow that could tell of it.</summary>
    private HostAnswer FailToConnect(TargetUrl url, HostAnswer answer)
    {
        var record = log.Add("CONNECT", UrlRedaction.Redact(url));
        record.Address(url);
        record.End(answer);
        return answer;
    }

    private HostAnswer Open(GuestRequest request)
    {
        var record = log.Add(GateArguments.ShownMethod(request), UrlRedaction.Redact(request.Text("url")), ShownHeaders.Of(request));
        record.RequestBytes = request.Payload.Length;
        try
        {
            return Open(request, record);
        }
        catch (GateException e)
        {
            record.End(e.Answer);
            return Noted(e.Answer);
        }
        catch (GuestRequestException e)
        {
            record.End(HostAnswer.Fail(HostErrorKind.BadRequest, e.Message));
            throw;
        }
    }

    private HostAnswer Open(GuestRequest request, RequestRecord record)
    {
        RequireRoom();
        var url = GateArguments.Url(request);
        record.Address(url);
        var method = HeaderRules.Method(request);
        reach.Require(url);
        var bytes = ExchangeBytes + request.Payload.Length;
        if (!memory.TryCharge(bytes))
        {
            throw new GateException(HostErrorKind.MemoryExceeded, HostAnswer.NoMemory.Message);
        }

        var context = new ExchangeContext(url, record, traffic, secrets, options.Limits, reach.Clients, ending.Token)
        {
            Release = () => memory.Release(Interlocked.Exchange(ref bytes, 0)),
        };
        try
        {
            return Open(request, method, url, context);
        }
        catch
        {
            context.Release();
            throw;
        }
    }

    private HostAnswer Open(GuestRequest request, string method, TargetUrl url, ExchangeContext context)
    {
        var (message, upload) = new RequestBuilder(secrets, traffic, options.Limits).Build(request, method, url);
        var exchange = new HttpExchange(context, message, upload);

        // A replayed attempt opens requests under the numbers that it would have had, never under those of lost ones.
        var handle = handles.First + request.Ordinal;
        exchanges.Add(handle, exchange);
        exchange.Start();
        return HostAnswer.Ok(writer => writer.WriteNumberValue(handle));
    }

    private async Task<HostAnswer> HeadAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        if (exchanges.Find(request) is not var (handle, exchange))
        {
            return Before.Lose(request, handles.Unknown);
        }

        return Noted(await exchange.HeadAsync(handle, GateArguments.Timeout(request), cancellationToken).ConfigureAwait(false));
    }

    private async Task<HostAnswer> WriteAsync(GuestRequest request, CancellationToken cancellationToken) =>
        exchanges.Find(request) is var (_, exchange)
            ? Noted(await exchange.WriteAsync(
                request.Payload, request.Flag("last"), GateArguments.Timeout(request), cancellationToken).ConfigureAwait(false))
            : Before.Lose(request, handles.Unknown);

    /// <summary>Remembers a refusal: it may be what the task ends with.</summary>
    private HostAnswer Noted(HostAnswer answer)
    {
        denial = answer.Error == HostErrorKind.PermissionDenied ? answer.Message : denial;
        return answer;
    }

    private async Task<HostAnswer> ReadAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        if (exchanges.Find(request) is not var (handle, exchange))
        {
            return Before.Lose(request, handles.Unknown);
        }

        var most = (int)Math.Clamp(request.OptionalNumber("most") ?? int.MaxValue, 1, int.MaxValue);
        var answer = await exchange.ReadAsync(most, GateArguments.Timeout(request), cancellationToken).ConfigureAwait(false);
        if (exchange.IsEnded)
        {
            exchanges.End(handle, exchange);
        }

        return answer;
    }

    private Task<HostAnswer> Close(GuestRequest request)
    {
        if (exchanges.Find(request) is var (handle, exchange))
        {
            exchanges.End(handle, exchange);
        }

        return Task.FromResult(HostAnswer.Done);
    }

    private void RequireRoom()
    {
        if (log.Count > options.Limits.Requests)
        {
            throw new GateException(HostErrorKind.LimitExceeded, $"a task may make {options.Limits.Requests} requests");
        }

        if (exchanges.Count >= options.Limits.Concurrent)
        {
            throw new GateException(HostErrorKind.LimitExceeded,
                $"{options.Limits.Concurrent} requests are under way, which is the most that a task may have: read or close their responses");
        }
    }
}
