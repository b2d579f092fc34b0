using Capsule.Runtime.HostApi;
using Capsule.Runtime.Telemetry;

namespace Capsule.Runtime.Tools;

/// <summary>
/// <c>tool.call</c>: a task calls a function of the host program. Which tools there are is the host's; all that the task
/// says is a name and arguments, which are bounded and checked here.
/// </summary>
internal sealed class ToolOperation(ToolCaller caller) : IHostOperation
{
    private readonly TimeProvider time = caller.Time;

    public string Name => "tool.call";

    int IHostOperation.CopiesOfPayload => 8;

    public async Task<HostAnswer> InvokeAsync(GuestRequest request, CancellationToken cancellationToken)
    {
        var (name, start) = (request.Text("tool"), time.GetTimestamp());
        var (answer, exception) = await CallInSpanAsync(name, request, cancellationToken).ConfigureAwait(false);
        caller.Observer.OnToolCalled(
            caller.Task,
            new ToolReport(Bounded(name), time.GetElapsedTime(start), answer.Error, answer.Message, exception));
        return answer;
    }

    private async Task<(HostAnswer Answer, Exception? Exception)> CallInSpanAsync(
        string name, GuestRequest request, CancellationToken cancellationToken)
    {
        using var span = ToolSpans.Start(Bounded(name), caller.Tools.Find(name, caller.Policy) is not null);
        try
        {
            var called = await CallAsync(name, request, cancellationToken).ConfigureAwait(false);
            ToolSpans.End(span, called.Answer.Error);
            return called;
        }
        catch (OperationCanceledException)
        {
            ToolSpans.End(span, HostErrorKind.Cancelled);
            throw;
        }
    }

    private async Task<(HostAnswer Answer, Exception? Exception)> CallAsync(
        string name, GuestRequest request, CancellationToken cancellationToken)
    {
        if (caller.Tools.Find(name, caller.Policy) is not { Tool: var tool } slot)
        {
            return (Refuse(name), null);
        }

        if (request.Payload.Length > tool.MaxArgumentBytes)
        {
            return (TooMuch($"tools.{name}: the arguments take {request.Payload.Length} bytes, and may take {tool.MaxArgumentBytes}"), null);
        }

        if (!slot.TryCount())
        {
            return (TooMuch($"tools.{name} was called {tool.MaxCalls} times, which is the most in one run"), null);
        }

        try
        {
            var call = new ToolCall(IdOf(request), name, caller.Task, ToolArguments.Read(tool, request.Payload)) { Client = caller.Client };
            return await new ToolInvocation(slot, call, time).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GuestRequestException e)
        {
            return (HostAnswer.Fail(HostErrorKind.BadRequest, e.Message), null);
        }
    }

    private static HostAnswer TooMuch(string message) => HostAnswer.Fail(HostErrorKind.LimitExceeded, message);

    private static string Bounded(string name) => name.Length > 100 ? name[..100] : name;

    private string IdOf(GuestRequest request) =>
        caller.Identity is { } identity ? $"{identity}/{request.Ordinal}" : $"{Guid.NewGuid():n}";

    private HostAnswer Refuse(string name)
    {
        string[] granted = [.. caller.Tools.Names(caller.Policy)];
        return HostAnswer.Fail(HostErrorKind.PermissionDenied, $"the task may use no tool '{Bounded(name)}'; "
            + (granted.Length == 0 ? "none were granted to it" : $"it may use {string.Join(", ", granted.Take(20))}"));
    }
}
