using System.Text;
using System.Text.Json;

namespace Capsule.Runtime.Embedding;

/// <summary>
/// Runs text that a stranger or a language model wrote, as data of a program of the host's own. So what the text declares
/// (<c>@task(allowed_hosts=…)</c>) grants it nothing: it has what <see cref="RunOptions.Defaults"/> and the mounts give.
/// </summary>
internal static class PythonCode
{
    /// <summary>The code is an argument of the guest's own task: tracebacks begin with its lines, and no module of it can be imported.</summary>
    private const string Text = "from _capsule_guest.code import declare\ndeclare()\n";

    /// <summary>The program.</summary>
    public static ProgramReference Program { get; } = ProgramReference.Source(Text) with { FileName = "__code__.py" };

    /// <summary>The call that runs code. Its result is the value of the last expression, or its <c>repr</c> where JSON has no form for it.</summary>
    /// <param name="code">Python source: statements, and <c>await</c> where it is needed.</param>
    /// <param name="arguments">What the code finds as <c>args</c>; none for <c>None</c>.</param>
    public static TaskCall Call(string code, JsonElement? arguments = null) =>
        new() { Task = "main", Args = [ToJson(code), arguments is { ValueKind: not JsonValueKind.Undefined } given ? given : Null] };

    private static JsonElement Null { get; } = JsonElement.Parse("null");

    private static JsonElement ToJson(string text) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));
}
