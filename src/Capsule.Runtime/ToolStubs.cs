namespace Capsule.Runtime;

/// <summary>
/// Describes tools in the language of the code that calls them, from the JSON schemas of their functions: for type checkers and editors,
/// and for language models that write code.
/// </summary>
public static class ToolStubs
{
    /// <summary>
    /// Writes a file for type checkers and editors. For Python it is a <c>.pyi</c>: <c>if TYPE_CHECKING: import stubs as tools</c>,
    /// <c>else: from capsule import tools</c>. For JavaScript it is a <c>.d.ts</c>, which gives <c>tools</c> of <c>@capsule-run/sdk</c> its types.
    /// </summary>
    /// <param name="tools">The tools.</param>
    /// <param name="language">The language of the code that calls them; null for Python.</param>
    public static string ToStubFile(this IEnumerable<HostTool> tools, GuestLanguage? language = null) =>
        (language ?? GuestLanguage.Python).Rules.Stubs.ToFile(InOrder(tools));

    /// <summary>Writes the functions alone, for a prompt: types that they need, signatures, and what they do.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="language">The language of the code that calls them; null for Python.</param>
    public static string ToPrompt(this IEnumerable<HostTool> tools, GuestLanguage? language = null) =>
        (language ?? GuestLanguage.Python).Rules.Stubs.ToPrompt(InOrder(tools));

    private static IEnumerable<HostTool> InOrder(IEnumerable<HostTool> tools) => tools.OrderBy(tool => tool.Name, StringComparer.Ordinal);
}
