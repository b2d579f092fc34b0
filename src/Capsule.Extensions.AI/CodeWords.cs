using Capsule.Runtime;

namespace Capsule.Extensions.AI;

/// <summary>What models are told of code in a language.</summary>
/// <param name="Name">How names of functions call the language.</param>
/// <param name="Title">How sentences call it.</param>
/// <param name="Printing">How code prints.</param>
/// <param name="Calling">How code calls a function of the host application.</param>
internal sealed record CodeWords(string Name, string Title, string Printing, string Calling)
{
    private static readonly CodeWords Python = new("python", "Python", "print", "after \"from capsule import tools\", as tools.NAME(...)");

    private static readonly CodeWords TypeScript = new(
        "typescript", "TypeScript", "console.log",
        "after \"import { tools } from '@capsule-run/sdk'\", as await tools.NAME({ argument: value })");

    /// <summary>What a one-shot function says of itself.</summary>
    internal string OneShot =>
        $"Executes {Title} in a new sandbox and gives the value of the last expression and what was printed by {Printing}. "
        + "Nothing is left for later calls.";

    /// <summary>What the function of a session says of itself.</summary>
    internal string Stateful =>
        $"Executes {Title} in a session: what earlier calls defined is there. Gives the value of the last expression and what was printed by {Printing}.";

    /// <summary>What code mode says of itself, before the functions.</summary>
    internal string CodeMode =>
        $"Executes {Title} in a new sandbox and gives the value of the last expression and what was printed by {Printing}. The code may call these "
        + $"functions, {Calling}, as often as it needs to. Prefer one piece of code that does all of the work over several calls.";

    /// <summary>The words for a language; null for Python.</summary>
    internal static CodeWords Of(GuestLanguage? language) => language == GuestLanguage.JavaScript ? TypeScript : Python;
}
