namespace Capsule.Runtime.Languages;

/// <summary>Describes tools in a language, from the JSON schemas of their functions.</summary>
internal interface IToolStubs
{
    /// <summary>A file for type checkers and editors.</summary>
    string ToFile(IEnumerable<HostTool> tools);

    /// <summary>The functions alone: types that they need, signatures, and what they do.</summary>
    string ToPrompt(IEnumerable<HostTool> tools);
}
