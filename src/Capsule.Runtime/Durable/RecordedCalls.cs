using System.Security.Cryptography;
using System.Text;
using Capsule.Guests.Python;
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
internal sealed class RecordedCalls : IHostCallHandler
{
    /// <summary>
    /// A busy event loop asks in each round what has ended. Each answer is a write to the disk, so only some are given;
    /// which, only depends on the count.
    /// </summary>
    private const int PollInterval = 64;

    private readonly HostDispatcher dispatcher;
    private readonly AttemptRecord record;
    private readonly IReadOnlyList<JournalEntry> recorded;
    private readonly Dictionary<int, GuestRequest> held = [];
    private readonly HashSet<int> cancelled = [];

    /// <summary>The first entry is the beginning of the attempt.</summary>
    private int position = 1;

    private int polls;

    internal RecordedCalls(HostDispatcher dispatcher, AttemptRecord record, IReadOnlyList<JournalEntry> recorded)
    {
        (this.dispatcher, this.record, this.recorded) = (dispatcher, record, recorded);
        record.Clock.Sleeper = Sleep;
    }

    /// <summary>Whether answers of the journal are left: what the task does was done before.</summary>
    internal bool IsReplaying => position < Math.Min(recorded.Count, record.StopAt ?? int.MaxValue);

    /// <summary>How many answers were given.</summary>
    internal int Position => position;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Handle(HostCall call, ReadOnlyMemory<byte> message)
    {
        try
        {
            var request = dispatcher.Read(message);
            return request.Text("call") switch
            {
                "start" => Start(request),
                "cancel" => Cancel(request),
                "wait" => Wait(call, request, message),
                var name when dispatcher.IsLocal(name) => dispatcher.Handle(call, request).Bytes,
                var name => Answer(call, name, message, () => dispatcher.Handle(call, request)),
            };
        }
        catch (GuestRequestException e)
        {
            return HostMessage.Write(HostAnswer.Fail(HostErrorKind.BadRequest, e.Message));
        }
    }

    private ReadOnlyMemory<byte> Start(GuestRequest request)
    {
        if (!IsReplaying)
        {
            GoLive();
            return HostMessage.Write(dispatcher.Start(request));
        }

        return HostMessage.Write(dispatcher.Hold(request, handle => held.Add(handle, request)));
    }

    private ReadOnlyMemory<byte> Cancel(GuestRequest request)
    {
        var handle = (int)(request.OptionalNumber("handle") ?? 0);
        if (held.ContainsKey(handle))
        {
            cancelled.Add(handle);
            return HostMessage.Write(HostAnswer.Done);
        }

        return HostMessage.Write(dispatcher.Cancel(request));
    }

    private ReadOnlyMemory<byte> Wait(HostCall call, GuestRequest request, ReadOnlyMemory<byte> message)
    {
        if (request.OptionalNumber("timeout") is <= 0 && ++polls % PollInterval != 0)
        {
            return HostMessage.Write([]);
        }

        var wasReplaying = IsReplaying;
        var answer = Answer(call, "wait", message, () => dispatcher.Wait(call, request));
        if (wasReplaying)
        {
            foreach (var handle in HostMessage.ReadHandles(answer))
            {
                held.Remove(handle);
                cancelled.Remove(handle);
            }
        }

        return answer;
    }

    /// <summary>The next answer of the journal; behind its end, a new one, which the journal gets first.</summary>
    private ReadOnlyMemory<byte> Answer(HostCall call, string kind, ReadOnlyMemory<byte> message, Func<HandledRequest> handle)
    {
        var signature = $"{kind} {Convert.ToHexStringLower(SHA256.HashData(message.Span)[..16])}";
        if (IsReplaying)
        {
            return Replay(call, kind, signature);
        }

        if (record.StopAt is { } end && position >= end)
        {
            call.Stop(new Stop.ByHost(new ReplayEnd(position)));
            return default;
        }

        GoLive();
        var answer = handle();
        if (record.IsShuttingDown())
        {
            // What ended now was ended by the shutdown, and must not be believed.
            call.Stop(new Stop.Cancelled());
            return default;
        }

        return answer.IsAborted ? default : Keep(call, kind, signature, answer);
    }

    private ReadOnlyMemory<byte> Replay(HostCall call, string kind, string signature)
    {
        var entry = recorded[position];
        if (entry.Signature != signature)
        {
            call.Stop(new Stop.ByHost(new Divergence(position, entry.Kind, kind)));
            return default;
        }

        position++;
        record.Clock.Set(entry.Time);
        record.Replayed?.Invoke(entry);
        return entry.Payload;
    }

    private ReadOnlyMemory<byte> Keep(HostCall call, string kind, string signature, HandledRequest answer)
    {
        var entry = record.NewEntry(position, kind, signature, answer);
        var write = record.Journal.AppendAsync(entry, Durability.Durable).AsTask();
        if (write.GetAwaiter().GetResult() is { } failure)
        {
            call.Stop(new Stop.ByHost(failure));
            return default;
        }

        position++;
        record.Clock.Set(entry.Time);
        return answer.Bytes;
    }

    private void Sleep(HostCall call, TimeSpan duration)
    {
        var message = Encoding.UTF8.GetBytes($"sleep {duration.Ticks}");
        _ = Answer(call, "sleep", message, () => dispatcher.Sleep(call, duration));
    }

    private void GoLive()
    {
        foreach (var (handle, request) in held)
        {
            dispatcher.Restart(handle, request, cancelled.Contains(handle));
        }

        held.Clear();
        cancelled.Clear();
    }
}
