using System.Text.RegularExpressions;
using Capsule.Runtime;

namespace Capsule.Mcp;

/// <summary>Says to a model what it can do about a module that is not there: it cannot install any, the operator can.</summary>
internal static partial class MissingPackage
{
    /// <summary>The result, with advice in its error where a module is missing.</summary>
    internal static SessionResult Explain(SessionResult result, McpOptions options)
    {
        if (result.Failure is not { } failure || Missing().Match(failure.Message) is not { Success: true } missing)
        {
            return result;
        }

        var there = options.Packages.Count == 0 ? "only Python's standard library is there" : $"only Python's standard library and {string.Join(", ", options.Packages)} are there";
        return result with
        {
            Failure = failure with
            {
                Message = $"{failure.Message} ({there}, and no code can install more: do it without '{missing.Groups["name"].Value}', or ask whoever runs this server to add it)",
            },
        };
    }

    [GeneratedRegex(@"^(?:ModuleNotFoundError: )?No module named '(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Missing();
}
