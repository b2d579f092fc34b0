namespace Capsule.Runtime.Languages;

/// <summary>Everything that an installation has to be prepared for a machine.</summary>
internal static class PreparedFormats
{
    /// <summary>The guests of all languages, and the compiler of TypeScript.</summary>
    internal static IReadOnlyList<IPreparedFormat> All { get; } = [.. GuestLanguage.All.Select(language => language.Format), TypeScriptFormat.Instance];
}
