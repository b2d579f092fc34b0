namespace Capsule.Cli.Display;

/// <summary>Makes text fit.</summary>
internal static class Texts
{
    /// <summary>At most so many characters; what was cut is an ellipsis.</summary>
    internal static string Shorten(string text, int width) =>
        text.Length <= width ? text : width < 1 ? "" : text[..(width - 1)] + "…";
}
