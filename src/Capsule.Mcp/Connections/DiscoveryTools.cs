using System.Text.Json;
using Capsule.Runtime;
using Capsule.Runtime.Answers;
using ModelContextProtocol.Protocol;

namespace Capsule.Mcp.Connections;

/// <summary>
/// The tools by which a model finds the functions that its code may call: in place of a description of each, which all would be read with every request.
/// </summary>
/// <param name="functions">The functions.</param>
/// <param name="most">How long an answer may be.</param>
internal sealed class DiscoveryTools(IReadOnlyCollection<HostTool> functions, int most)
{
    private const string SearchInput = """
        {"type": "object", "additionalProperties": false, "properties": {
            "query": {"type": "string", "description": "Words that the name or the description has; without, all functions."}}}
        """;

    private const string SearchOutput = """
        {"type": "object", "required": ["functions", "left_out"], "properties": {
            "functions": {"type": "array", "items": {"type": "object", "required": ["name", "description", "asks"], "properties": {
                "name": {"type": "string"}, "description": {"type": "string"},
                "asks": {"type": "boolean", "description": "Whether a call needs the user's approval."}}}},
            "left_out": {"type": "integer", "description": "How many more there are: search for less."}}}
        """;

    private const string DescribeInput = """
        {"type": "object", "additionalProperties": false, "required": ["names"], "properties": {
            "names": {"type": "array", "items": {"type": "string"}, "description": "Names that function_search gives."},
            "language": {"type": "string", "enum": ["python", "typescript"], "description": "The language of the code; python without."}}}
        """;

    private const string DescribeOutput = """
        {"type": "object", "required": ["signatures"], "properties": {"signatures": {"type": "string", "description": "Types and signatures."}}}
        """;

    private const int LineLength = 200;

    /// <summary>What a model is told of them where its code runs; empty where there are none.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="use">How code calls one.</param>
    /// <param name="language">What the tool that describes them calls the language of the code.</param>
    internal static string Describe(IReadOnlyCollection<HostTool> functions, string use, string language) => functions.Count == 0 ? ""
        : $" {functions.Count} functions of other servers are there: {use}. function_search finds them, "
            + $"function_describe gives their signatures, with the language {language}. Their results stay in the sandbox: do all of the work in one piece of code, and show only what you need.";

    internal IEnumerable<McpTool> All() => functions.Count == 0 ? [] :
    [
        new("function_search", "Finds functions of other servers that code may call, by words.", SearchInput, SearchOutput, SearchAsync)
        {
            Title = "Find functions",
            Effects = ToolEffects.Reads,
        },
        new("function_describe", "Gives the signatures of functions of other servers, with types and what they do, in Python or TypeScript.", DescribeInput, DescribeOutput, DescribeAsync)
        {
            Title = "Describe functions",
            Effects = ToolEffects.Reads,
        },
    ];

    private Task<CallToolResult> SearchAsync(McpCall call, CancellationToken cancellationToken)
    {
        var words = (call.OptionalText("query") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        HostTool[] found =
        [
            .. functions.Select(function => (function, Score: ScoreOf(function, words)))
                .Where(match => match.Score > 0 || words.Length == 0)
                .OrderByDescending(match => match.Score).ThenBy(match => match.function.Name, StringComparer.Ordinal)
                .Select(match => match.function),
        ];
        return Task.FromResult(McpAnswer.Of(isError: false, writer =>
        {
            var (left, told) = (most - AnswerBudget.Framing, 0);
            writer.WriteStartArray("functions");
            foreach (var function in found)
            {
                var line = LineOf(function);
                left -= Excerpt.SizeOf(function.Name) + Excerpt.SizeOf(line) + 60;
                if (left < 0)
                {
                    break;
                }

                told++;
                writer.WriteStartObject();
                writer.WriteString("name", function.Name);
                writer.WriteString("description", line);
                writer.WriteBoolean("asks", function.Approval is not null);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNumber("left_out", found.Length - told);
        }));
    }

    private Task<CallToolResult> DescribeAsync(McpCall call, CancellationToken cancellationToken)
    {
        string[] names = [.. (call.Optional("names", JsonValueKind.Array)?.EnumerateArray() ?? default)
            .Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : "")];
        if (names.Length == 0)
        {
            throw McpCall.Invalid("the argument 'names' is missing: it takes names that function_search gives");
        }

        if (names.FirstOrDefault(name => functions.All(function => function.Name != name)) is { } unknown)
        {
            throw McpCall.Invalid($"the argument 'names' has '{unknown}', which is no function: function_search finds them");
        }

        HostTool[] found = [.. functions.Where(function => names.Contains(function.Name))];
        var signatures = Excerpt.Of(found.ToPrompt(call.Language()), most - AnswerBudget.Framing).Text;
        return Task.FromResult(McpAnswer.Of(isError: false, writer => writer.WriteString("signatures", signatures), signatures));
    }

    /// <summary>A word in the name says more than one in the description.</summary>
    private static int ScoreOf(HostTool function, string[] words) => words.Sum(word =>
        function.Name.Contains(word, StringComparison.OrdinalIgnoreCase) ? 3
        : function.Function.Description.Contains(word, StringComparison.OrdinalIgnoreCase) ? 1 : 0);

    private static string LineOf(HostTool function)
    {
        var line = function.Function.Description.Split('\n', 2)[0].Trim();
        return line.Length <= LineLength ? line : line[..LineLength] + "…";
    }
}
