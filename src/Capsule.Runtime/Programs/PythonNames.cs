namespace Capsule.Runtime.Programs;

/// <summary>Names as Python's import system takes them.</summary>
internal static class PythonNames
{
    /// <summary>Whether a file or folder of this name can be imported.</summary>
    internal static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_');
}
