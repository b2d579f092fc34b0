using System.Text.Json;
using Capsule.Runtime.Tools;
using Microsoft.Extensions.AI;

namespace Capsule.Runtime.Worker.Tools;

/// <summary>A function of the client, which calls it for the worker.</summary>
/// <param name="declaration">What the client said of it.</param>
/// <param name="channel">Where the client listens; null where each call says it.</param>
internal sealed class ClientTool(ToolDeclaration declaration, ToolChannel? channel) : AIFunction
{
    public override string Name => declaration.Name;

    public override string Description => declaration.Description;

    public override JsonElement JsonSchema => declaration.Parameters;

    public override JsonElement? ReturnJsonSchema => declaration.Result;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var call = (ToolCall)arguments.Context![ToolCall.ContextKey]!;
        var client = call.Client as ToolChannel ?? channel
            ?? throw new ToolRefusedException(HostErrorKind.Tool, "there is nobody to call it");
        var answer = await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Error is { } kind ? throw new ToolRefusedException(kind, answer.Message) : answer.Result;
    }
}
