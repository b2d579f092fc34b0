using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Capsule.Extensions.AI;

/// <summary>A function with one argument: code.</summary>
internal sealed class CodeFunction(
    string name, string description, CodeWords words, Func<string, CancellationToken, Task<JsonElement>> runAsync) : AIFunction
{
    private const string Argument = "code";

    private readonly JsonElement schema = JsonElement.Parse(
        $$"""
        {"type": "object", "additionalProperties": false, "required": ["{{Argument}}"],
         "properties": {"{{Argument}}": {"type": "string", "description": "{{words.Title}} source. The value of the last expression is the result."} } }
        """);

    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    /// <summary>Wrong arguments are an answer: what a function throws is kept from the model, which could then not mend its call.</summary>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        arguments.Keys.FirstOrDefault(name => name != Argument) is { } unknown ? Refuse($"there is no argument '{unknown}'; the code is the argument '{Argument}'")
        : arguments.GetValueOrDefault(Argument) switch
        {
            string text => await runAsync(text, cancellationToken).ConfigureAwait(false),
            JsonElement { ValueKind: JsonValueKind.String } json => await runAsync(json.GetString()!, cancellationToken).ConfigureAwait(false),
            _ => Refuse($"the argument '{Argument}' takes source text"),
        };

    private static JsonElement Refuse(string why) => CodeAnswer.Of(null, Failure.Config(why), "", outputWasCut: false, int.MaxValue);
}
