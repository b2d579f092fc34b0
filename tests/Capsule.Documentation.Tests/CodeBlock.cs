namespace Capsule.Documentation.Tests;

/// <summary>A piece of C#.</summary>
/// <param name="Document">The document, relative to the checkout.</param>
/// <param name="Line">The line that it follows, from 1.</param>
/// <param name="Usings">Using directives of pieces before it.</param>
/// <param name="Code">The code.</param>
internal sealed record CodeBlock(string Document, int Line, IReadOnlyList<string> Usings, string Code)
{
    /// <summary>
    /// A program that serves until it is stopped is not run here; examples are (<see cref="ExampleTests"/>). Neither is one that needs a
    /// database server.
    /// </summary>
    internal bool Ends => !Code.Contains("app.Run()", StringComparison.Ordinal) && !Code.Contains("PostgresJournal.OpenAsync", StringComparison.Ordinal);
}
