using System.Buffers;
using System.Text;
using System.Text.Json;
using Capsule.Journaling;
using Capsule.Runtime;
using Capsule.Runtime.Durable;
using Capsule.Runtime.Worker.Sessions;

namespace Capsule.Server.Http;

/// <summary>Writes the events of a run as server-sent events, one after the other: a client that does not read holds one of them.</summary>
/// <remarks>Threat: a client that stops reading. The rate that the server asks of responses counts what waits to be sent, and would let it stay for hours.</remarks>
internal sealed class RunEventWriter(HttpContext context, IJournal journal, RunId id, RunWatches watches, TimeSpan patience, TimeProvider time)
{
    /// <summary>An id that is longer does not fit into a header: a client that reconnects gets some events again.</summary>
    private const int MaxIdLength = 4000;

    /// <summary>What a task prints is told before it can be read: that is waited for, and many pieces become one reading.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(25);

    /// <summary>How often a run that is executed is looked at without being told of a change.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often something is written to a client, so that one that is gone is noticed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private long lastWritten = time.GetTimestamp();

    /// <summary>Writes until the run has ended.</summary>
    /// <param name="from">What the client knows already.</param>
    /// <param name="cancellationToken">Ends it: the client has gone, or the server ends.</param>
    internal async Task WriteAsync(RunPosition from, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAllAsync(from, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The stream ends, and the client reconnects where it was.
        }
    }

    private async Task WriteAllAsync(RunPosition from, CancellationToken cancellationToken)
    {
        var history = new RunHistory(journal, id, from);
        using var watch = watches.Add(id, isTold: false);
        await WriteAsync(":\n\n"u8.ToArray(), cancellationToken);
        var (status, wakeAt) = (default(ExecutionStatus?), default(DateTimeOffset?));
        while ((await journal.RunAsync(id, cancellationToken)).TryGet(out var run, out _))
        {
            // The state is read first: what was printed before the end is there then.
            await foreach (var happened in history.NewsAsync(cancellationToken))
            {
                await WriteAsync(NameOf(happened), history.Position.ToString(), json => Write(json, happened), cancellationToken);
            }

            if (run.Status != status || run.State.WakeAt != wakeAt)
            {
                (status, wakeAt) = (run.Status, run.State.WakeAt);
                await WriteAsync("run", history.Position.ToString(), json => RunAnswers.WriteWhole(json, run), cancellationToken);
            }

            if (run.Status.IsEnd())
            {
                return;
            }

            if (time.GetElapsedTime(lastWritten) >= Heartbeat)
            {
                await WriteAsync(":\n\n"u8.ToArray(), cancellationToken);
            }

            await RunWaiter.PauseAsync(watch, run.Status == ExecutionStatus.Running ? Interval : Heartbeat, time, cancellationToken);
            await Task.Delay(Settling, time, cancellationToken);
        }
    }

    private async Task WriteAsync(string name, string position, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>();
        message.Write(Encoding.UTF8.GetBytes(position.Length <= MaxIdLength ? $"id: {position}\nevent: {name}\ndata: " : $"event: {name}\ndata: "));
        using (var json = new Utf8JsonWriter(message, EnvelopeJson.Options))
        {
            write(json);
        }

        message.Write("\n\n"u8);
        await WriteAsync(message.WrittenMemory, cancellationToken);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        await using var cut = late.Token.Register(context.Abort);
        await context.Response.Body.WriteAsync(bytes, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        lastWritten = time.GetTimestamp();
    }

    private static string NameOf(TaskEvent happened) => happened switch
    {
        TaskEvent.Started => "task_started",
        TaskEvent.Output => "output",
        _ => "task_ended",
    };

    private static void Write(Utf8JsonWriter json, TaskEvent happened)
    {
        json.WriteStartObject();
        switch (happened)
        {
            case TaskEvent.Started started:
                Write(json, started.Task);
                json.WriteNumber("attempt", started.Attempt);
                break;
            case TaskEvent.Output output:
                Write(json, output.Task);
                json.WriteString("channel", CellMessages.NameOf(output.Channel));
                json.WriteString("text", output.Text);
                break;
            case TaskEvent.Ended ended:
                Write(json, ended.Task);
                json.WritePropertyName("envelope");
                EnvelopeJson.Write(json, ended.Envelope);
                break;
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TaskReference task)
    {
        json.WriteString("task", task.Path.ToString());
        json.WriteString("name", task.Name);
    }
}
