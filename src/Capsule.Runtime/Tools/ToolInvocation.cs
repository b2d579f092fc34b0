using System.Text.Json;
using Capsule.Runtime.HostApi;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Tools;

/// <summary>One call of a tool's function: approval, time, result.</summary>
internal sealed class ToolInvocation(ToolSlot slot, ToolCall call, TimeProvider time)
{
    private readonly HostTool tool = slot.Tool;

    /// <summary>Calls it. The exception is for the host only.</summary>
    /// <exception cref="OperationCanceledException">The task ended, or does not want the answer any more.</exception>
    internal async Task<(HostAnswer Answer, Exception? Exception)> RunAsync(CancellationToken cancellationToken)
    {
        await slot.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(tool.Timeout, time);
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // Taken before the function runs: what is disposed of when that ends has no token to give.
        var token = ending.Token;
        var work = Task.Run(() => CallAsync(token), CancellationToken.None);

        // A function that does not heed its token goes on, and keeps its place until it ends.
        _ = work.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                slot.Leave();
                ending.Dispose();
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
#pragma warning disable CA1031 // Whatever a function throws stays in the host; the task gets an answer.
        try
        {
            return (await work.WaitAsync(token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested)
        {
            return (HostAnswer.Fail(HostErrorKind.Timeout, $"tools.{tool.Name} took longer than {tool.Timeout.TotalSeconds:0.###} s"), e);
        }
        catch (ToolException e)
        {
            return (HostAnswer.Fail(HostErrorKind.Tool, $"tools.{tool.Name}: {e.Message}"), e);
        }
        catch (ToolRefusedException e)
        {
            return (HostAnswer.Fail(e.Kind, $"tools.{tool.Name}: {e.Message}"), e);
        }
        catch (Exception e)
        {
            // Threat: messages of exceptions hold addresses, paths and secrets.
            return (HostAnswer.Fail(HostErrorKind.Tool, $"tools.{tool.Name} failed in the host program"), e);
        }
#pragma warning restore CA1031
    }

    private async Task<HostAnswer> CallAsync(CancellationToken cancellationToken)
    {
        if (tool.LacksApproval)
        {
            return HostAnswer.Fail(HostErrorKind.PermissionDenied, $"tools.{tool.Name} needs an approval, and nobody was named to give it");
        }

        if (tool.Approval is { } approve && !await approve(call, cancellationToken).ConfigureAwait(false))
        {
            return HostAnswer.Fail(HostErrorKind.PermissionDenied, $"the call of tools.{tool.Name} was not approved");
        }

        var arguments = new AIFunctionArguments(call.Arguments.ToDictionary(
            argument => argument.Key, argument => (object?)argument.Value, StringComparer.Ordinal))
        {
            Context = new Dictionary<object, object?> { [ToolCall.ContextKey] = call },
        };
        var json = ToJson(await tool.Function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false));
        return json.Length <= tool.MaxResultBytes
            ? HostAnswer.Ok(json)
            : HostAnswer.Fail(HostErrorKind.LimitExceeded,
                $"tools.{tool.Name}: the result takes {json.Length} bytes, and may take {tool.MaxResultBytes}");
    }

    private byte[] ToJson(object? result)
    {
        if (result is null)
        {
            return "null"u8.ToArray();
        }

        var options = tool.Function.JsonSerializerOptions;
        return JsonSerializer.SerializeToUtf8Bytes(result, options.GetTypeInfo(result.GetType()));
    }
}
