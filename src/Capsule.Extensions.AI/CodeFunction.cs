using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Capsule.Extensions.AI;

/// <summary>A function with one argument: code.</summary>
internal sealed class CodeFunction(
    string name, string description, CodeWords words, Func<string, CancellationToken, Task<JsonElement>> runAsync) : AIFunction
{
    private readonly JsonElement schema = JsonElement.Parse(
        $$"""
        {"type": "object", "additionalProperties": false, "required": ["code"],
         "properties": {"code": {"type": "string", "description": "{{words.Title}} source. The value of the last expression is the result."} } }
        """);

    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var code = arguments.GetValueOrDefault("code") switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            _ => throw new ArgumentException("the argument 'code' takes source text", nameof(arguments)),
        };
        return await runAsync(code, cancellationToken).ConfigureAwait(false);
    }
}
