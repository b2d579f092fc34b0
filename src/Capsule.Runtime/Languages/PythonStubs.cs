using System.Text;
using Capsule.Runtime.Tools;
using Capsule.Runtime.Tools.Schemas;

namespace Capsule.Runtime.Languages;

/// <summary>Tools as functions of Python.</summary>
internal sealed class PythonStubs : IToolStubs
{
    private const string Header = """
        from typing import Any, Literal, NotRequired, TypedDict

        from capsule.tools import declare

        """;

    public string ToFile(IEnumerable<HostTool> tools) => Header + Write(tools, "\n@declare\n");

    public string ToPrompt(IEnumerable<HostTool> tools) => Write(tools, "\n").TrimStart('\n');

    private static string Write(IEnumerable<HostTool> tools, string before)
    {
        var text = new StringBuilder();
        var names = PythonTypes.NamesInUse();
        foreach (var tool in tools)
        {
            var types = new PythonTypes(tool.Name, names);
            var parameters = Parameters(new SchemaReader(tool.Function.JsonSchema).ReadArguments(tool.Function.JsonSchema), types);
            var result = tool.Function.ReturnJsonSchema is { } schema ? types.Show(new SchemaReader(schema).Read(schema), "Result") : "Any";
            types.Classes.ForEach(declaration => text.Append('\n').Append(declaration));
            text.Append(before).Append("def ").Append(tool.Name).Append('(').AppendJoin(", ", parameters).Append(") -> ").Append(result);
            AppendBody(text, StubText.Clean(tool.Function.Description));
        }

        return text.ToString();
    }

    private static IEnumerable<string> Parameters(SchemaType.Members? arguments, PythonTypes types)
    {
        // Parameters with defaults come last in Python: from the first of them on, all are given by name.
        var all = arguments?.All ?? [];
        var byPosition = all.TakeWhile(member => member.IsRequired && ToolNames.IsParameter(member.Name)).ToArray();
        string[] positional = [.. byPosition.Select(member => Show(member, types))];
        string[] named = [.. all.Skip(byPosition.Length).Where(member => ToolNames.IsParameter(member.Name)).Select(member => Show(member, types))];
        var mixed = named.Length > 0 && all.Skip(byPosition.Length).Any(member => member.IsRequired);
        return [.. positional, .. mixed ? ["*"] : Array.Empty<string>(), .. named];
    }

    private static string Show(SchemaMember member, PythonTypes types) =>
        $"{member.Name}: {types.Show(member.Type, member.Name)}" + (member.IsRequired ? "" : " = ...");

    private static void AppendBody(StringBuilder text, string description)
    {
        if (description.Length == 0)
        {
            text.Append(": ...\n");
            return;
        }

        // Whoever writes a description must not be able to end the text that it stands in.
        var safe = description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        text.Append(":\n    \"\"\"").AppendJoin("\n    ", StubText.Lines(safe)).Append("\"\"\"\n");
    }
}
