using Capsule.Errors;
using Capsule.Runtime.Tests.Support;

namespace Capsule.Runtime.Tests.Hostile;

/// <summary>Runs hostile tasks, and checks what must hold however they end.</summary>
internal sealed class HostileWorld(CapsuleRuntime runtime)
{
    /// <summary>Text of the host that nothing of a task may ever hold.</summary>
    private static readonly string[] OfTheHost = [Checkout.Root, Environment.CurrentDirectory, "root:x:0:0"];

    /// <summary>Bulk operations and host calls are charged at once, and end the task after that.</summary>
    private const long Overshoot = 50_000_000;

    internal async Task TryAsync(HostileCase attempt)
    {
        var observer = new RecordingObserver();
        var envelope = await runtime.RunAsync(Sources.MainOf(attempt.Body, attempt.Options, attempt.Before), observer: observer);

        CheckEnd(attempt, envelope);
        Assert.True(envelope.Execution.RamUsed <= attempt.Ram, $"{attempt.Name}: took {envelope.Execution.RamUsed} bytes");
        Assert.True(envelope.Execution.FuelConsumed <= attempt.Compute + Overshoot, $"{attempt.Name}: took {envelope.Execution.FuelConsumed}");
        CheckNothingLeaked(attempt, observer, envelope);
        await CheckNextAsync(attempt);
    }

    internal async Task CheckNextAsync(HostileCase attempt)
    {
        var next = await runtime.RunAsync(Sources.MainOf("print('next')\nreturn sum(range(10))"));
        Assert.True(next.Success && next.Result.GetRawText() == "45", $"after {attempt.Name}: {next.Error}");
    }

    internal static void CheckEnd(HostileCase attempt, Envelope envelope)
    {
        var ends = attempt.Ends.Split('|', StringSplitOptions.TrimEntries);
        Assert.True(
            ends.Any(end => IsSo(end, envelope)),
            $"{attempt.Name}: wanted {attempt.Ends}, was {(envelope.Error is { } error ? $"{error.Type.ToName()} {error.Exception}: {error.Message}\n{error.Traceback}" : Shown(envelope))}");
        Assert.NotEqual(ErrorType.InternalError, envelope.Error?.Type);
        if (envelope.Error is { } failure)
        {
            Assert.Contains(attempt.Says, failure.Message, StringComparison.Ordinal);
        }
    }

    private static string Shown(Envelope envelope) => envelope.Result.GetRawText() is { Length: > 500 } text ? text[..500] : envelope.Result.GetRawText();

    private static bool IsSo(string end, Envelope envelope) => end switch
    {
        "success" => envelope.Success,
        ['=', .. var json] => envelope.Success && envelope.Result.GetRawText() == json.Trim(),
        _ => envelope.Error is { } error && (error.Type.ToName() == end || (error.Type == ErrorType.TaskError && error.Exception == end)),
    };

    private static void CheckNothingLeaked(HostileCase attempt, RecordingObserver observer, Envelope envelope)
    {
        var told = System.Text.Encoding.UTF8.GetString(envelope.ToJson());
        foreach (var text in OfTheHost.Where(text => !attempt.Body.Contains(text, StringComparison.Ordinal) && !attempt.Before.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(told.Contains(text, StringComparison.Ordinal), $"{attempt.Name}: the envelope holds '{text}'");
            Assert.False(
                observer.Output.Contains(text, StringComparison.Ordinal) || observer.Error.Contains(text, StringComparison.Ordinal),
                $"{attempt.Name}: the output holds '{text}'");
        }
    }
}
