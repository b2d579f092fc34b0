using System.Text;
using System.Text.Json;
using Capsule.Runtime.Tools;

namespace Capsule.Runtime;

/// <summary>
/// Describes tools in Python, from the JSON schemas of their functions: for type checkers and editors as a <c>.pyi</c> file,
/// and for language models that write code.
/// </summary>
public static class PythonStubs
{
    private const string Header = """
        from typing import Any, Literal, NotRequired, TypedDict

        from capsule.tools import declare

        """;

    /// <summary>A stub file: <c>if TYPE_CHECKING: import stubs as tools</c>, <c>else: from capsule import tools</c>.</summary>
    public static string ToStubFile(this IEnumerable<HostTool> tools) => Header + Write(tools, "\n@declare\n");

    /// <summary>The functions alone, for a prompt: types that they need, signatures, and what they do.</summary>
    public static string ToPrompt(this IEnumerable<HostTool> tools) => Write(tools, "\n").TrimStart('\n');

    private static string Write(IEnumerable<HostTool> tools, string before)
    {
        var text = new StringBuilder();
        foreach (var tool in tools.OrderBy(tool => tool.Name, StringComparer.Ordinal))
        {
            var types = new PythonTypes(tool.Name, tool.Function.JsonSchema);
            var parameters = Parameters(tool, types);
            var result = "Any";
            if (tool.Function.ReturnJsonSchema is { } schema)
            {
                var results = new PythonTypes(tool.Name, schema);
                result = results.Show(schema, "Result");
                types.Classes.AddRange(results.Classes);
            }

            types.Classes.ForEach(declaration => text.Append('\n').Append(declaration));
            text.Append(before).Append("def ").Append(tool.Name).Append('(').AppendJoin(", ", parameters).Append(") -> ").Append(result);
            AppendBody(text, tool.Function.Description);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Parameters(HostTool tool, PythonTypes types)
    {
        var schema = tool.Function.JsonSchema;
        if (!schema.TryGetProperty("properties", out var properties))
        {
            return [];
        }

        // Parameters with defaults come last in Python: from the first of them on, all are given by name.
        var required = PythonTypes.Required(schema);
        var all = properties.EnumerateObject().ToArray();
        var byPosition = all.TakeWhile(property => required.Contains(property.Name) && ToolNames.IsParameter(property.Name)).ToArray();
        string[] positional = [.. byPosition.Select(property => Show(property, isRequired: true, types))];
        string[] named = [.. all.Skip(byPosition.Length).Where(property => ToolNames.IsParameter(property.Name))
            .Select(property => Show(property, required.Contains(property.Name), types))];
        var mixed = all.Skip(byPosition.Length).Any(property => required.Contains(property.Name));
        return [.. positional, .. mixed ? ["*"] : Array.Empty<string>(), .. named];
    }

    private static string Show(JsonProperty property, bool isRequired, PythonTypes types)
    {
        var type = types.Show(property.Value, property.Name);
        return $"{property.Name}: {type}" + (isRequired ? "" : " = ...");
    }

    private static void AppendBody(StringBuilder text, string description)
    {
        if (description.Length == 0)
        {
            text.Append(": ...\n");
            return;
        }

        // Whoever writes a description must not be able to end the text that it stands in.
        var safe = description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var lines = safe.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());
        text.Append(":\n    \"\"\"").AppendJoin("\n    ", lines).Append("\"\"\"\n");
    }
}
