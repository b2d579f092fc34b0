using System.Text;
using Capsule.Runtime.Tools.Schemas;

namespace Capsule.Runtime.Languages;

/// <summary>Tools as functions of TypeScript, each of which takes one object of arguments by their names.</summary>
internal sealed class TypeScriptStubs : IToolStubs
{
    private const string Header = """
        import "@capsule-run/sdk";

        declare module "@capsule-run/sdk" {
          interface Tools {

        """;

    public string ToFile(IEnumerable<HostTool> tools) => $"{Header}{Write(tools, "    ")}  }}\n}}\n";

    public string ToPrompt(IEnumerable<HostTool> tools) => $"declare const tools: {{\n{Write(tools, "  ")}}};\n";

    private static string Write(IEnumerable<HostTool> tools, string indent)
    {
        var text = new StringBuilder();
        foreach (var tool in tools)
        {
            var arguments = new SchemaReader(tool.Function.JsonSchema).Read(tool.Function.JsonSchema);
            var result = tool.Function.ReturnJsonSchema is { } schema
                ? TypeScriptTypes.Show(new SchemaReader(schema).Read(schema), indent)
                : "any";
            text.Append(TypeScriptTypes.Comment(StubText.Clean(tool.Function.Description), indent))
                .Append(indent).Append(tool.Name).Append('(').Append(ParameterOf(arguments, indent)).Append("): Promise<").Append(result).Append(">;\n");
        }

        return text.ToString();
    }

    private static string ParameterOf(SchemaType arguments, string indent) => arguments switch
    {
        SchemaType.Members { All.Count: 0, HasOthers: false } => "",
        SchemaType.Members members => $"args{(members.All.Any(member => member.IsRequired) ? "" : "?")}: {TypeScriptTypes.Show(members, indent)}",
        _ => "args?: Record<string, unknown>",
    };
}
