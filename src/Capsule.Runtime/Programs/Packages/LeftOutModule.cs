using System.Text.RegularExpressions;

namespace Capsule.Runtime.Programs.Packages;

/// <summary>Says why a module cannot be imported that is installed beside the program.</summary>
internal static partial class LeftOutModule
{
    /// <summary>What is wrong with modules that are left out, for messages.</summary>
    internal const string Reason = "it has compiled code, which cannot run in a sandbox, or is too large to take along for an import that may never happen";

    /// <summary>The reason, or null when the failure is another one.</summary>
    /// <param name="exception">The name of the exception that the task raised.</param>
    /// <param name="message">Its message.</param>
    /// <param name="leftOut">What was left out of the program.</param>
    internal static string? Explain(string? exception, string? message, IReadOnlyList<string> leftOut) =>
        exception is not "ModuleNotFoundError" || Missing().Match(message ?? "") is not { Success: true } missing ? null
        : leftOut.Contains(missing.Groups["name"].Value, StringComparer.Ordinal) ? $"it is installed, and was left out of the program: {Reason}"
        : $"it is not part of this program: add the package that has it, 'capsule add {missing.Groups["name"].Value}'; packages of a virtual environment, .venv, or of --site-packages are taken along where the program's files import them";

    [GeneratedRegex(@"^No module named '(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
