using System.Text.Json;
using Capsule.Options;
using Capsule.Policies;
using Capsule.Runtime.Tools;

namespace Capsule.Runtime.Worker.Tools;

/// <summary>What a client says of one of its functions.</summary>
internal sealed record ToolDeclaration
{
    /// <summary>Threat: a list without end, looked through for each call.</summary>
    private const int MaxTools = 256;

    private const string CountForms = "a whole number from 1";

    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    private static readonly IReadOnlyList<RequestMember<ToolDeclaration>> Members =
    [
        RequestMembers.Text<ToolDeclaration>("name", (tool, name) => ToolNames.IsValid(name)
            ? tool with { Name = name }
            : Failure.Config($"\"{(name.Length <= 100 ? name : name[..100] + "…")}\" cannot be a tool's name: use letters, digits and '_', such as \"get_weather\"")),
        RequestMembers.AnyText<ToolDeclaration>("description", (tool, text) => tool with { Description = text }),
        RequestMembers.Of<ToolDeclaration>("parameters", JsonValueKind.Object, "a JSON schema of an object", (tool, schema) => tool with { Parameters = schema }),
        RequestMembers.Of<ToolDeclaration>("result", JsonValueKind.Object, "a JSON schema", (tool, schema) => tool with { Result = schema }),
        Bound("timeout", Duration.Forms, value => Duration.Read(value), (bounds, time) => bounds with { Timeout = time }),
        Bound("max_calls", CountForms, ReadCount, (bounds, count) => bounds with { MaxCalls = count }),
        Bound("max_concurrency", CountForms, ReadCount, (bounds, count) => bounds with { MaxConcurrency = count }),
        Bound("max_argument_bytes", ByteSize.Forms, ReadSize, (bounds, size) => bounds with { MaxArgumentBytes = size }),
        Bound("max_result_bytes", ByteSize.Forms, ReadSize, (bounds, size) => bounds with { MaxResultBytes = size }),
    ];

    internal string Name { get; private init; } = "";

    internal string Description { get; private init; } = "";

    /// <summary>The JSON schema of its arguments.</summary>
    internal JsonElement Parameters { get; private init; } = NoParameters;

    /// <summary>The JSON schema of its result, or null.</summary>
    internal JsonElement? Result { get; private init; }

    /// <summary>Sets the bounds of a tool to those that the client gave.</summary>
    private Func<HostTool, HostTool> Bounds { get; init; } = tool => tool;

    /// <summary>Reads what a request has as <c>tools</c>.</summary>
    internal static Outcome<IReadOnlyList<ToolDeclaration>> ReadAll(JsonElement list)
    {
        if (list.GetArrayLength() > MaxTools)
        {
            return Failure.Config($"\"tools\" has {list.GetArrayLength()} functions, and may have {MaxTools}");
        }

        var tools = new List<ToolDeclaration>();
        foreach (var (index, json) in list.EnumerateArray().Index())
        {
            if (json.ValueKind != JsonValueKind.Object)
            {
                return Failure.Config($"\"tools\"[{index}] takes an object such as {{\"name\": \"lookup\", \"parameters\": {{…}}}}");
            }

            if (!RequestMember<ToolDeclaration>.Read(json, Members, new ToolDeclaration()).TryGet(out var tool, out var failure))
            {
                return failure with { Message = $"\"tools\"[{index}]: {failure.Message}" };
            }

            if (tool.Name.Length == 0 || tools.Exists(other => other.Name == tool.Name))
            {
                return Failure.Config(tool.Name.Length == 0 ? $"\"tools\"[{index}] needs a \"name\"" : $"\"tools\" has two functions with the name \"{tool.Name}\"");
            }

            tools.Add(tool);
        }

        return tools;
    }

    /// <summary>The tools, as runs and sessions have them.</summary>
    /// <param name="declarations">What the client said; nothing means none, whatever the runtime has.</param>
    /// <param name="channel">Where the client listens; null where each call says it.</param>
    internal static IReadOnlyCollection<HostTool> ToTools(IReadOnlyList<ToolDeclaration> declarations, ToolChannel? channel) =>
        [.. declarations.Select(tool => tool.Bounds(new HostTool(new ClientTool(tool, channel)) { Name = tool.Name }))];

    private static RequestMember<ToolDeclaration> Bound<T>(
        string name, string forms, Func<OptionValue, T?> read, Func<HostTool, T, HostTool> apply)
        where T : struct =>
        new(name, (tool, json) => read(OptionValues.FromJson(json)) is { } value
            ? tool with { Bounds = bounds => apply(tool.Bounds(bounds), value) }
            : Failure.Config($"\"{name}\" takes {forms}"));

    private static int? ReadCount(OptionValue value) => value is OptionValue.Integer { Value: >= 1 and <= int.MaxValue } count ? (int)count.Value : null;

    private static int? ReadSize(OptionValue value) => ByteSize.Read(value) is { Bytes: >= 1 and <= int.MaxValue } size ? (int)size.Bytes : null;
}
