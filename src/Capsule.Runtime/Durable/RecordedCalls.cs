using System.Security.Cryptography;
using System.Text.Json;
using Capsule.Guests.Abstractions;
using Capsule.Journaling;
using Capsule.Runtime.HostApi;
using Capsule.Wasm.Sandboxes;

namespace Capsule.Runtime.Durable;

/// <summary>
/// Keeps each answer of the host in the journal before a durable task gets it, and gives a replayed task the answers
/// that it got before. What was under way when the process ended is started again when the last of them was given.
/// </summary>
/// <remarks>
/// Only what the guest cannot know by itself is kept: the answers of operations, and which of them had ended when it
/// waited. The numbers of started operations follow from the order of the requests.
/// </remarks>
internal sealed class RecordedCalls : IHostCallHandler, IDisposable
{
    /// <summary>
    /// A busy event loop asks in each round what has ended. Each answer is a write to the disk, so only some are given;
    /// which, only depends on the count.
    /// </summary>
    private const int PollInterval = 64;

    private const string ClockKind = "clock";
    private const string WaitKind = "wait";

    /// <summary>How far the clock of a task that computes may fall behind.</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromMilliseconds(50);

    private readonly HostDispatcher dispatcher;
    private readonly AttemptRecord record;
    private readonly IReadOnlyList<JournalEntry> recorded;
    private readonly HeldOperations held;

    /// <summary>The requests since the last answer that the journal does not have: they are part of the next question.</summary>
    private readonly IncrementalHash unanswered = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The first entry is the beginning of the attempt.</summary>
    private int position = 1;

    private int polls;
    private Failure? lost;

    internal RecordedCalls(HostDispatcher dispatcher, AttemptRecord record, IReadOnlyList<JournalEntry> recorded)
    {
        (this.dispatcher, this.record, this.recorded) = (dispatcher, record, recorded);
        held = new HeldOperations(dispatcher);
        record.Clock.Sleeper = Sleep;
        record.Clock.Reading = ReadClock;
    }

    /// <summary>Whether answers of the journal are left: what the task does was done before.</summary>
    internal bool IsReplaying => position < Math.Min(recorded.Count, record.StopAt ?? int.MaxValue);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> message)
    {
        try
        {
            var request = dispatcher.Read(message);
            return request.Text("call") switch
            {
                "start" => Start(request, message),
                "cancel" => Cancel(request, message),
                "wait" => Wait(call, request),
                var name when dispatcher.IsLocal(name) => dispatcher.Handle(call, request).Bytes,
                var name => Answer(call, name, request, message, () => dispatcher.Handle(call, request)),
            };
        }
        catch (GuestRequestException e)
        {
            return HostMessage.Write(HostAnswer.Fail(HostErrorKind.BadRequest, e.Message));
        }
    }

    private ReadOnlyMemory<byte> Start(GuestRequest request, ReadOnlyMemory<byte> message)
    {
        unanswered.AppendData(message.Span);
        if (!IsReplaying)
        {
            held.Restart();
            return HostMessage.Write(dispatcher.Start(request));
        }

        return HostMessage.Write(held.Start(request));
    }

    private ReadOnlyMemory<byte> Cancel(GuestRequest request, ReadOnlyMemory<byte> message)
    {
        unanswered.AppendData(message.Span);
        var handle = (int)(request.OptionalNumber("handle") ?? 0);
        return HostMessage.Write(held.Cancel(handle) ?? dispatcher.Cancel(request));
    }

    private ReadOnlyMemory<byte> Wait(HostCall call, GuestRequest request)
    {
        if (request.OptionalNumber("timeout") is <= 0 && ++polls % PollInterval != 0)
        {
            return HostMessage.Write([]);
        }

        return Answer(call, WaitKind, request, default, () => dispatcher.Wait(call, request));
    }

    /// <summary>The next answer of the journal; behind its end, a new one, which the journal gets first.</summary>
    private ReadOnlyMemory<byte> Answer(
        HostCall call, string kind, GuestRequest? request, ReadOnlyMemory<byte> message, Func<HandledRequest> handle)
    {
        unanswered.AppendData(message.Span);
        var signature = $"{kind} {Convert.ToHexStringLower(unanswered.GetHashAndReset()[..16])}";
        if (IsReplaying)
        {
            return Replay(call, kind, signature, request);
        }

        if (record.StopAt is { } end && position >= end)
        {
            call.Stop(new Stop.ByHost(new ReplayEnd(position)));
            return default;
        }

        if (lost is not null)
        {
            call.Stop(new Stop.ByHost(lost));
            return default;
        }

        held.Restart();
        var answer = handle();
        if (record.IsShuttingDown())
        {
            // What ended now was ended by the shutdown, and must not be believed.
            call.Stop(new Stop.Cancelled());
            return default;
        }

        return answer.IsAborted ? default : Keep(call, kind, signature, answer);
    }

    private ReadOnlyMemory<byte> Replay(HostCall call, string kind, string signature, GuestRequest? request)
    {
        var entry = recorded[position];
        if (entry.Signature != signature)
        {
            call.Stop(new Stop.ByHost(new Divergence(position, entry.Kind, kind)));
            return default;
        }

        if (!TryTell(kind, request, entry))
        {
            call.Stop(new Stop.ByHost(JournalFailures.DamagedEntry(entry.Run, entry.Task, entry.Attempt, entry.Position)));
            return default;
        }

        position++;
        record.Clock.Set(entry.Time);
        record.Replayed?.Invoke(entry);
        return entry.Payload;
    }

    /// <summary>Tells whom it concerns what was answered before; false where it is no answer.</summary>
    private bool TryTell(string kind, GuestRequest? request, JournalEntry entry)
    {
        try
        {
            if (kind == WaitKind)
            {
                foreach (var (handle, answer) in RecordedAnswer.ReadEnded(entry.Payload, entry.Time))
                {
                    held.End(handle, answer);
                }
            }
            else if (request is not null && dispatcher.HearsReplays(kind))
            {
                dispatcher.TellReplayed(kind, request, RecordedAnswer.Read(entry.Payload, entry.Time));
            }

            return true;
        }
        catch (GuestRequestException)
        {
            // The request was malformed then as well, and is answered so.
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private ReadOnlyMemory<byte> Keep(HostCall call, string kind, string signature, HandledRequest answer)
    {
        var entry = record.NewEntry(position, kind, signature, answer);
        var write = record.Journal.AppendAsync(entry, Durability.Durable).AsTask();
        using (call.Sandbox.Meter.Pause())
        {
            if (write.GetAwaiter().GetResult() is { } failure)
            {
                call.Stop(new Stop.ByHost(failure));
                return default;
            }
        }

        position++;
        record.Clock.Set(entry.Time);
        return answer.Bytes;
    }

    /// <summary>
    /// A task that computes for long reads the clock in between: then it is set, and the journal has after which reading. It
    /// need not be on the disk: if it is lost, so is all that follows from it.
    /// </summary>
    private void ReadClock()
    {
        var signature = $"{ClockKind} {record.Clock.Readings}";
        if (IsReplaying)
        {
            if (recorded[position].Signature == signature)
            {
                record.Clock.Set(recorded[position++].Time);
            }
        }
        else if (record.StopAt is null && lost is null && record.Clock.Lag > MostLag)
        {
            var entry = record.NewEntry(position, ClockKind, signature, default);
            lost = record.Journal.AppendAsync(entry, Durability.Batched).AsTask().GetAwaiter().GetResult();
            position += lost is null ? 1 : 0;
            record.Clock.Set(entry.Time);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => unanswered.Dispose();

    /// <summary>How long is no part of the question: it may follow from the time, which a change of the program moves.</summary>
    private void Sleep(HostCall call, TimeSpan duration)
    {
        _ = Answer(call, "sleep", null, default, () => dispatcher.Sleep(call, duration));
    }
}
