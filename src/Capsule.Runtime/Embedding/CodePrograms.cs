using System.Text;
using System.Text.Json;

namespace Capsule.Runtime.Embedding;

/// <summary>
/// Runs text that a stranger or a language model wrote, as data of a program of the host's own. So what the text declares
/// (<c>@task(allowed_hosts=…)</c>) grants it nothing: it has what <see cref="RunOptions.Defaults"/> and the mounts give.
/// The code is an argument of the guest's own task: tracebacks begin with its lines, and no module of it can be imported.
/// </summary>
internal static class CodePrograms
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>The program for code in a language.</summary>
    internal static ProgramReference Of(GuestLanguage language) =>
        ProgramReference.Source(language.Rules.CodeProgram) with { FileName = $"__code__{language.Rules.Extensions[0]}" };

    /// <summary>The call that runs code. Its result is the value of the last expression, or its text where JSON has no form for it.</summary>
    /// <param name="code">Statements, and <c>await</c> where it is needed.</param>
    /// <param name="arguments">What the code finds as <c>args</c>; none for null.</param>
    internal static TaskCall Call(string code, JsonElement? arguments = null) =>
        new() { Task = "main", Args = [ToJson(code), arguments is { ValueKind: not JsonValueKind.Undefined } given ? given : Null] };

    private static JsonElement ToJson(string text) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));
}
