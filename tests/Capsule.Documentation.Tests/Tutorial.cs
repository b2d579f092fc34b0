using System.Text.RegularExpressions;

namespace Capsule.Documentation.Tests;

/// <summary>
/// A tutorial as its reader follows it: files to save (a fence whose first line names one: <c>```python words.py</c>), and commands with
/// what they print (<c>```console</c>), in which an ellipsis stands for anything.
/// </summary>
internal static partial class Tutorial
{
    /// <summary>A file to save, or a command to type.</summary>
    /// <param name="Line">Where it is in the document, from 1.</param>
    /// <param name="File">The file's name, or null for a command.</param>
    /// <param name="Text">What the file has, or the command.</param>
    /// <param name="Output">What the command prints.</param>
    internal sealed record Step(int Line, string? File, string Text, string Output);

    /// <summary>The steps, in order.</summary>
    internal static IEnumerable<Step> Read(string[] lines)
    {
        for (var line = 0; line < lines.Length; line++)
        {
            if (Opening().Match(lines[line]) is not { Success: true } fence)
            {
                continue;
            }

            var start = line + 1;
            line = Array.IndexOf(lines, "```", start);
            Assert.True(line >= 0, $"line {start}: a fence is not closed");
            var body = lines[start..line];
            if (fence.Groups["file"] is { Success: true, Value: var file })
            {
                yield return new Step(start, file, string.Join('\n', body) + "\n", "");
            }
            else if (fence.Groups["language"].Value == "console")
            {
                foreach (var command in Commands(body, start + 1))
                {
                    yield return command;
                }
            }
        }
    }

    /// <summary>Whether a command printed what the tutorial says.</summary>
    internal static bool Fits(string expected, string output) => Regex.IsMatch(
        output.TrimEnd(),
        $"^{Regex.Escape(expected.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal)}$",
        RegexOptions.Singleline | RegexOptions.NonBacktracking);

    private static IEnumerable<Step> Commands(string[] lines, int first)
    {
        Assert.StartsWith("$ ", lines[0], StringComparison.Ordinal);
        for (var line = 0; line < lines.Length;)
        {
            var end = Array.FindIndex(lines, line + 1, text => text.StartsWith("$ ", StringComparison.Ordinal));
            end = end < 0 ? lines.Length : end;
            yield return new Step(first + line, null, lines[line][2..], string.Join('\n', lines[(line + 1)..end]));
            line = end;
        }
    }

    [GeneratedRegex("^```(?<language>[a-z]+)(?: (?<file>[\\w.]+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opening();
}
