using System.Text;
using System.Text.Json;
using Capsule.Journaling;
using Capsule.Json;
using Capsule.Runtime.HostApi;

namespace Capsule.Runtime.Durable;

/// <summary><c>run.signal</c>: waits for a signal from outside, such as an approval.</summary>
internal sealed class SignalOperation(RunJournal? journal, GuestWaiting waiting, AwaitedEvents events, TimeProvider time) : IHostOperation
{
    internal const string OperationName = "run.signal";

    private const int MostCharacters = 200;

    public string Name => OperationName;

    WaitKind IHostOperation.Waits => WaitKind.Events;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        var name = request.Text("name");
        if (name.Length is 0 or > MostCharacters || name.Any(char.IsControl))
        {
            throw new GuestRequestException($"a signal's name has 1 to {MostCharacters} characters, none of them a control character");
        }

        if (journal is null)
        {
            return HostAnswer.Fail(HostErrorKind.Failed, "signals reach a run through its journal, and this run has none");
        }

        DateTimeOffset? end = request.Has("timeout", out _) ? request.Time + EventTimes.Read(request, "timeout") : null;
        using var awaited = events.Add(end, name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = end is { } moment
            ? LongDelay.UntilAsync(() => waiting.Until(moment), time, limit.Token)
            : Task.Delay(Timeout.Infinite, limit.Token);
        var signal = journal.Signals.TakeAsync(name, limit.Token);
        await Task.WhenAny(signal, timer).ConfigureAwait(false);
        await limit.CancelAsync().ConfigureAwait(false);
        try
        {
            return (await signal.ConfigureAwait(false)).TryGet(out var taken, out var failure)
                ? Deliver(taken) with { Signal = taken.Id }
                : HostAnswer.Fail(HostErrorKind.Failed, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HostAnswer.Fail(HostErrorKind.Timeout, $"the signal '{name}' did not come in time");
        }
    }

    /// <summary>Threat: a journal from elsewhere, whose text would become part of the host's answer.</summary>
    private static HostAnswer Deliver(Signal signal)
    {
        var payload = Encoding.UTF8.GetBytes(signal.Payload);
        try
        {
            _ = BoundedJson.Parse(payload, JsonBounds.Values);
            return HostAnswer.Ok(payload);
        }
        catch (JsonException)
        {
            return HostAnswer.Fail(HostErrorKind.Failed, $"what came with the signal '{signal.Name}' in the journal is no JSON");
        }
    }
}
