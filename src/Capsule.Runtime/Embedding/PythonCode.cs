using System.Text;
using System.Text.Json;
using Capsule.Programs;
using Capsule.Runtime.Programs;

namespace Capsule.Runtime.Embedding;

/// <summary>
/// Runs text that a stranger or a language model wrote, as data of a program of the host's own. So what the text declares
/// (<c>@task(allowed_hosts=…)</c>) grants it nothing: it has what <see cref="RunOptions.Defaults"/> and the mounts give.
/// </summary>
internal static class PythonCode
{
    private const string Text = """
        import ast
        import asyncio
        import inspect
        import json
        import linecache
        import sys
        import types

        def main(source, args):
            # Tracebacks show the code's own lines.
            linecache.cache["<code>"] = (len(source), None, source.splitlines(True), "<code>")
            module = sys.modules["__main__"] = types.ModuleType("__main__")
            names = module.__dict__
            names["args"] = args
            tree = ast.parse(source, "<code>")
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            run(tree, "exec", names)
            return showable(run(ast.Expression(last.value), "eval", names)) if last else None

        def run(tree, mode, names):
            code = compile(tree, "<code>", mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            if code.co_flags & inspect.CO_COROUTINE:
                return asyncio.run(types.FunctionType(code, names)())
            return eval(code, names)

        def showable(value):
            from _capsule_guest import results
            try:
                results.encode(value)
                return value
            except results.InvalidResult:
                return repr(value)
        """;

    /// <summary>The program.</summary>
    public static ProgramReference Program { get; } = ProgramReference.Source(Text);

    /// <summary>The call that runs code. Its result is the value of the last expression, or its <c>repr</c> where JSON has no form for it.</summary>
    /// <param name="code">Python source: statements, and <c>await</c> where it is needed.</param>
    /// <param name="arguments">What the code finds as <c>args</c>; none for <c>None</c>.</param>
    public static TaskCall Call(string code, JsonElement? arguments = null) =>
        new() { Task = "main", Args = [ToJson(code), arguments is { ValueKind: not JsonValueKind.Undefined } given ? given : Null] };

    private static JsonElement Null { get; } = JsonElement.Parse("null");

    private static JsonElement ToJson(string text) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));
}
