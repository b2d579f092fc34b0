using Capsule.Runtime.HostApi;
using Capsule.Runtime.Secrets;

namespace Capsule.Runtime.Http;

/// <summary>One request and its response, which the guest sends and reads in parts.</summary>
internal sealed class HttpExchange : IDisposable
{
    private const int LongestPart = 64 << 10;
    private readonly ExchangeContext context;
    private readonly CancellationTokenSource life;
    private readonly HttpRequestMessage message;
    private readonly UploadContent? upload;
    private readonly RequestBody? body;
    private Task<HttpResponseMessage> sending = Task.FromException<HttpResponseMessage>(new InvalidOperationException("not sent"));
    private Task<ReadOnlyMemory<byte>>? pending;
    private Stream? stream;
    private readonly ResponseScrubber scrubber;
    private byte[] buffer = [];
    private Task<int>? arriving;
    private long? length;
    private bool isWhole;
    private int reading;
    private int writing;
    private volatile bool isClosed;

    internal HttpExchange(ExchangeContext context, HttpRequestMessage message, UploadContent? upload)
    {
        this.context = context;
        this.message = message;
        this.upload = upload;
        body = upload is null ? null : new RequestBody(upload, context.Secrets, context.Url, context.Limits.SecretBodyBytes);
        scrubber = new ResponseScrubber(context.Secrets, context.Url);
        life = CancellationTokenSource.CreateLinkedTokenSource(context.Ending);
        life.CancelAfter(context.Limits.RequestTime);
    }

    /// <summary>Whether the response was read to its end.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Sends the request; a body that comes in parts follows.</summary>
    internal void Start()
    {
        sending = context.Clients.For(context.Url).SendAsync(message, life.Token);

        // A guest may never ask how it went.
        _ = sending.ContinueWith(
            static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Waits for the head of the response.</summary>
    internal Task<HostAnswer> HeadAsync(int handle, TimeSpan timeout, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var response = await sending.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (stream is null)
        {
            context.Record.Status = (int)response.StatusCode;
            context.Clients.Learn(context.Url, response);
            ResponseHead.RequireFraming(response, context.Url.Authority);
            scrubber.KeepsLength = ResponseHead.HasLength(response, scrubber.Current);
            length = response.Headers.TransferEncodingChunked == true ? null : response.Content.Headers.ContentLength;
            stream = await response.Content.ReadAsStreamAsync(life.Token).ConfigureAwait(false);
        }

        return HostAnswer.Ok(writer => ResponseHead.Write(writer, handle, response, scrubber.Current, scrubber.KeepsLength));
    });

    /// <summary>Takes a part of the request's body.</summary>
    internal async Task<HostAnswer> WriteAsync(
        ReadOnlyMemory<byte> part, bool isLast, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (body is null || Interlocked.Exchange(ref writing, 1) != 0)
        {
            throw new GuestRequestException("the request takes no part of a body now");
        }

        try
        {
            return await GuardAsync(async () =>
            {
                context.Traffic.Add(part.Length);
                context.Record.RequestBytes += part.Length;
                using var both = CancellationTokenSource.CreateLinkedTokenSource(life.Token, cancellationToken);
                var taken = body.WriteAsync(part, isLast, both.Token);

                // The server may answer, or fail, and never take the rest.
                if (await Task.WhenAny(taken, sending).WaitAsync(timeout, cancellationToken).ConfigureAwait(false) == sending)
                {
                    await sending.ConfigureAwait(false);
                }
                else
                {
                    await taken.ConfigureAwait(false);
                }

                return HostAnswer.Done;
            }).ConfigureAwait(false);
        }
        finally
        {
            writing = 0;
        }
    }

    /// <summary>Reads a part of the response's body; nothing means that it is over.</summary>
    internal async Task<HostAnswer> ReadAsync(int most, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (stream is null || Interlocked.Exchange(ref reading, 1) != 0)
        {
            throw new GuestRequestException("the response cannot be read now: wait for its head, and for the part that was asked for before");
        }

        try
        {
            return await GuardAsync(async () =>
            {
                // A read that the guest gave up goes on: the next one gets what it finds.
                pending ??= ReadPartAsync(stream, Math.Clamp(most, 1, LongestPart));
                var part = await pending.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
                pending = null;
                if (isWhole)
                {
                    IsEnded = true;
                    context.Record.End();
                }

                return HostAnswer.Ok(IsEnded ? "true"u8.ToArray() : "false"u8.ToArray(), part);
            }).ConfigureAwait(false);
        }
        finally
        {
            reading = 0;
        }
    }

    /// <summary>Gives up what is under way.</summary>
    public void Dispose()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        context.Release();
        context.Record.End();
        life.Cancel();
        _ = DisposeResponseAsync();
        message.Dispose();
        upload?.Dispose();
        life.Dispose();
    }

    private async Task DisposeResponseAsync()
    {
#pragma warning disable CA1031 // Nobody waits for it any more, however it failed.
        try
        {
            (await sending.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // There is no response.
        }
#pragma warning restore CA1031
    }

    private async Task<ReadOnlyMemory<byte>> ReadPartAsync(Stream from, int most)
    {
        while (true)
        {
            if (arriving is null)
            {
                buffer = new byte[most];
                arriving = from.ReadAsync(buffer, life.Token).AsTask();
            }

            if (scrubber.IsDelaying && !arriving.IsCompleted
                && await Task.WhenAny(arriving, Task.Delay(ResponseScrubber.Patience, life.Token)).ConfigureAwait(false) != arriving
                && scrubber.Release() is { IsEmpty: false } released)
            {
                return released;
            }

            var count = await arriving.ConfigureAwait(false);
            arriving = null;
            context.Traffic.Add(count);
            context.Record.Bytes += count;
            if (context.Record.Bytes > context.Limits.ResponseBytes)
            {
                throw new GateException(
                    HostErrorKind.LimitExceeded, $"the response of {context.Url.Authority} has more than {context.Limits.ResponseBytes} bytes");
            }

            isWhole = count == 0 || context.Record.Bytes == length;
            var part = scrubber.Pass(buffer.AsMemory(0, count), isWhole);
            if (isWhole || !part.IsEmpty)
            {
                return part;
            }
        }
    }

    /// <summary>Turns what happens to a connection into an answer, and keeps it for the envelope.</summary>
    private async Task<HostAnswer> GuardAsync(Func<Task<HostAnswer>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return HostAnswer.Fail(HostErrorKind.Timeout, GateErrors.CallTimedOut);
        }
        catch (OperationCanceledException) when (isClosed || !life.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not GuestRequestException)
        {
            var error = GateErrors.From(e, context.Url, isOutOfTime: !context.Ending.IsCancellationRequested);
            context.Record.End(error.Answer);
            return error.Answer;
        }
    }
}
